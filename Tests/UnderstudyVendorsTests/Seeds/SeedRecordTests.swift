import Testing

/// Errors are written as `<column><pointer below the record>: <sentence>`, with `…` for the record's path.
@Suite("A record of a seed file") struct SeedRecordTests {
  private static let id = "11111111-2222-3333-4444-555555555555"

  @Test(
    "An agent without a required member",
    arguments: [
      (#""id": "11111111-2222-3333-4444-555555555555", "#, ["1: `id` is missing"]),
      (#""name": "n", "#, ["1: `name` is missing"]),
      (#""organization_id": "o", "#, ["1: `organization_id` is missing"]),
      (#""sub_account_id": "s", "#, ["1: `sub_account_id` is missing"]),
      (#""is_active": true, "#, ["1: `is_active` is missing"]),
      (#""sub_account_id": "s", "name": "n", "#, ["1: `sub_account_id` is missing", "1: `name` is missing"]),
    ])
  func missing(_ removed: String, _ errors: [String]) throws {
    #expect(try Self.reading((removed, "")) == Self.invalid(errors))
  }

  @Test(
    "An agent with invalid members",
    arguments: [
      (#""name": 7"#, ["103/name: `….name` must be a string, but is a number"]),
      (#""name": null"#, ["103/name: `….name` must be a string, but is null"]),
      (#""name": "n", "recording": "true""#, ["121/recording: `….recording` must be a boolean, but is a string"]),
      (
        #""name": "n", "max_duration": [1]"#,
        ["124/max_duration: `….max_duration` must be a number, but is an array"]
      ),
      (
        #""name": "n", "webhook_url": {}"#,
        ["123/webhook_url: `….webhook_url` must be a string or null, but is an object"]
      ),
      (
        #""name": "n", "tempratur": 1"#,
        ["121/tempratur: `….tempratur` is not a known member; did you mean `temperature`?"]
      ),
      (#""name": "n", "color": "red""#, ["117/color: `….color` is not a known member"]),
      (#""name": "n", "a/b~": 1"#, ["116/a~1b~0: `….a/b~` is not a known member"]),
      (
        #""name": "n", "created_at": "today""#,
        ["122/created_at: `….created_at` must be a time such as 2026-04-17T12:00:00Z"]
      ),
      (
        #""name": 7, "color": 1"#,
        ["103/name: `….name` must be a string, but is a number", "115/color: `….color` is not a known member"]
      ),
    ])
  func members(_ members: String, _ errors: [String]) throws {
    #expect(try Self.reading((#""name": "n""#, members)) == Self.invalid(errors))
  }

  @Test(
    "An id is a UUID",
    arguments: [
      (#""11111111-222-3333-4444-555555555555""#, "8/id: `….id` must be a UUID"),
      (#""{11111111-2222-3333-4444-555555555555}""#, "8/id: `….id` must be a UUID"),
      (#""""#, "8/id: `….id` must be a UUID"),
      ("7", "8/id: `….id` must be a string, but is a number"),
    ])
  func id(_ id: String, _ error: String) throws {
    #expect(try Self.reading((#""\#(Self.id)""#, id)) == Self.invalid([error]))
  }

  @Test(
    "A time is to the second, in UTC, on a day that exists",
    arguments: [
      "2026-01-01", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.000Z",
      "2026-1-1T0:0:0Z",
      "now", "",
    ])
  func time(_ time: String) throws {
    let error = "141/updated_at: `….updated_at` must be a time such as 2026-04-17T12:00:00Z"
    #expect(try Self.reading(("2026-01-01T00:00:00Z", time)) == Self.invalid([error]))
  }

  @Test(
    "An agent may hold values that an update may not send",
    arguments: [
      #""name": """#, #""name": "n", "temperature": 7"#, #""name": "n", "voicemail_type": "sing""#,
      #""name": "n", "webhook": true"#, #""name": "n", "webhook_url": "nowhere""#,
    ])
  func lenient(_ members: String) throws {
    #expect(try Self.reading((#""name": "n""#, members)) == .read(agents: [Self.id]))
  }

  @Test(
    "A key with an error",
    arguments: [
      (#"{"organization_id": "o"}"#, "24: /centerfy/keys/0: `key` is missing"),
      (#"{"key": "k"}"#, "24: /centerfy/keys/0: `organization_id` is missing"),
      (#"{"key": "", "organization_id": "o"}"#, "32: /centerfy/keys/0/key: `….key` must not be empty"),
      (#"{"key": " ", "organization_id": "o"}"#, "32: /centerfy/keys/0/key: `….key` must not be empty"),
      (
        #"{"key": 7, "organization_id": "o"}"#,
        "32: /centerfy/keys/0/key: `….key` must be a string, but is a number"
      ),
      (
        #"{"key": "k", "organization_id": "o", "sub_account_id": null}"#,
        "79: /centerfy/keys/0/sub_account_id: `….sub_account_id` must be a string, but is null"
      ),
    ])
  func key(_ record: String, _ error: String) throws {
    let error = "a.json:1:" + error.replacing("…", with: "centerfy.keys[0]")
    #expect(try Reading(["a.json": #"{"centerfy": {"keys": [\#(record)]}}"#]) == .invalid([error]))
  }

  private static func reading(_ change: (String, String)) throws -> Reading {
    try Reading(["a.json": .agents(.agent(id, change))])
  }

  private static func invalid(_ errors: [String]) -> Reading {
    .invalid(
      errors.map { error in
        let column = error.prefix(while: \.isNumber)
        let rest = error.dropFirst(column.count).replacing("…", with: "centerfy.agents[0]")
        return "a.json:2:\(column): /centerfy/agents/0\(rest)"
      })
  }
}
