import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("A stored record") struct RecordTests {
  private static let minimal = #""id":"d8f2a229-2f5c-42ba-ac65-402f2c25fee2","owner":"a","name":"a""#

  private func errors(_ members: String) throws -> [String] {
    try Sample.agent.errors(in: Members(text: "{\(members)}")).map { "\($0.path.pointer) \($0.message)" }
  }

  @Test(
    "may hold values that a request may not send",
    arguments: [
      "", #""name":"much too long""#, #""share":7"#, #""retries":11"#, #""mode":"auto""#, #""tags":[]"#,
      #""note":null"#,
      #""at":"now""#, #""gap":[{}]"#, #""gap":[{"days":99}]"#, #""voice":{"provider":"north","pitch":1}"#,
      #""extra":{"a":1}"#,
    ])
  func accepted(_ members: String) throws {
    #expect(try errors([Self.minimal, members].filter { !$0.isEmpty }.joined(separator: ",")) == [])
  }

  @Test(
    "is invalid with a wrong type, a missing or an unknown member",
    arguments: [
      (#""share":"1""#, "/share `share` must be a number, but is a string"),
      (#""note":1"#, "/note `note` must be a string or null, but is a number"),
      (#""share":null"#, "/share `share` must be a number, but is null"),
      (#""tags":["a",1]"#, "/tags/1 `tags[1]` must be a string, but is a number"),
      (#""gap":[{"days":1},{"days":1.5}]"#, "/gap/1/days `gap[1].days` must be a whole number, but is a number"),
      (#""gap":[{"day":1}]"#, "/gap/0/day `gap[0].day` is not a known member; did you mean `days`?"),
      (#""voice":{"style":{"loud":1}}"#, "/voice/style/loud `voice.style.loud` must be a boolean, but is a number"),
      (#""voice":[]"#, "/voice `voice` must be an object, but is an array"),
      (#""extra":[]"#, "/extra `extra` must be an object, but is an array"),
      (#""owner":7"#, "/owner `owner` must be a string, but is a number"),
      (#""id":"7""#, "/id `id` must be a UUID"),
      (#""shared":1"#, "/shared `shared` is not a known member; did you mean `share`?"),
      (#""x":1"#, "/x `x` is not a known member"),
    ])
  func error(_ member: String, _ summary: String) throws {
    #expect(try errors("\(Self.minimal),\(member)") == [summary])
  }

  @Test func `must have the members that every seed has`() throws {
    #expect(try errors(#""share":1"#) == [" `id` is missing", " `owner` is missing", " `name` is missing"])
  }

  @Test func `is reported with every error`() throws {
    #expect(
      try errors(#""name":1,"id":"7","x":1"#) == [
        " `owner` is missing", "/name `name` must be a string, but is a number", "/id `id` must be a UUID",
        "/x `x` is not a known member",
      ])
  }

  @Test func `has a JSON Schema`() {
    #expect(
      JSON.object(Sample.agent.recordSchema).description == """
        {"type":"object","required":["id","owner","name"],"properties":{\
        "id":{"type":"string","format":"uuid",\
        "pattern":"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"},"owner":{"type":"string"},\
        "name":{"type":"string","description":"What it is called"},"share":{"type":"number","default":0.5},\
        "retries":{"type":"integer"},"note":{"type":["string","null"]},\
        "mode":{"type":"string","examples":["manual","auto"]},"delay":{"type":"integer"},"at":{"type":"string"},\
        "tags":{"type":"array","items":{"type":"string"}},\
        "gap":{"type":"array","items":{"type":"object","properties":{"days":{"type":"integer"},\
        "hours":{"type":"integer","default":0}},"additionalProperties":false}},\
        "voice":{"type":"object","properties":{"provider":{"type":"string","examples":["east","west"]},\
        "speed":{"type":["number","null"]},"secret":{"type":"string"},\
        "style":{"type":"object","properties":{"mood":{"type":"string"},\
        "loud":{"type":"boolean","default":false}},"additionalProperties":false}},"additionalProperties":true},\
        "extra":{"type":"object"},"apiKey":{"type":"string"}},"additionalProperties":false}
        """)
  }
}
