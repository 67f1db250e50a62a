import Testing

@Suite("A seed file that is not JSON") struct TextTests {
  @Test(
    "It is one error with its position",
    arguments: [
      ("", "a.json:1:1: expected a value but found the end of the text"),
      ("{", "a.json:1:2: expected a member name in double quotes but found the end of the text"),
      ("{\n  \"centerfy\": {}\n  \"x\": 1\n}", "a.json:3:3: expected \",\" or \"}\" but found a double quote"),
      ("{\"centerfy\": {},\n}", "a.json:2:1: expected a member name in double quotes but found \"}\""),
      ("{} {}", "a.json:1:4: expected nothing after the value but found \"{\""),
      ("// seeds\n{}", "a.json:1:1: expected a value but found \"/\""),
      ("{'centerfy': {}}", "a.json:1:2: expected a member name in double quotes but found \"'\""),
      ("{\"centerfy\": undefined}", "a.json:1:14: expected a value but found \"u\""),
      ("\u{FEFF}{}", "a.json:1:1: the text starts with a byte order mark; save it as UTF-8 without one"),
    ])
  func text(_ text: String, _ error: String) throws {
    #expect(try Reading(["a.json": text]) == .invalid([error]))
  }

  @Test(
    "A name that occurs twice in one object is an error",
    arguments: [
      (#"{"centerfy": {}, "centerfy": {}}"#, #"a.json:1:18: the member "centerfy" stands twice in one object"#),
      (
        #"{"centerfy": {"agents": [], "agents": []}}"#,
        #"a.json:1:29: the member "agents" stands twice in one object"#
      ),
      (
        "{\"centerfy\": {\"keys\": [{\n\"key\": 1,\n\"key\": 2}]}}",
        "a.json:3:1: the member \"key\" stands twice in one object"
      ),
    ])
  func twice(_ text: String, _ error: String) throws {
    #expect(try Reading(["a.json": text]) == .invalid([error]))
  }
}
