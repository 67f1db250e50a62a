import Testing
import UnderstudyJSON

@Suite("An object with the same name twice") struct DuplicateNameTests {
  @Test(
    "The last member counts, at the place of the first",
    arguments: [
      (#"{"a":1,"b":2,"a":3}"#, #"{"a":3,"b":2}"#),
      (#"{"a":"b","a":"b"}"#, #"{"a":"b"}"#),
      (#"{"a":1,"a":2,"a":3}"#, #"{"a":3}"#),
      (#"{"a":{"b":1},"a":{"c":2}}"#, #"{"a":{"c":2}}"#),
      (#"{"a":1,"\u0061":2}"#, #"{"a":2}"#),
      (#"{"":1,"":2}"#, #"{"":2}"#),
      (#"{"é":1,"é":2}"#, #"{"é":2}"#),
      (#"{"a":{"a":1},"b":{"a":2}}"#, #"{"a":{"a":1},"b":{"a":2}}"#),
    ])
  func lastCounts(_ text: String, _ written: String) throws {
    #expect(try JSON(text: text).description == written)
  }

  @Test(
    "Where duplicates are refused, the second one is the mistake",
    arguments: [
      (#"{"a":1,"a":2}"#, #"the member "a" stands twice in one object at line 1, column 8"#),
      ("{\n \"a\": 1,\n \"b\": 2,\n \"a\": 3}", #"the member "a" stands twice in one object at line 4, column 2"#),
      (#"[{"é":{"x":1,"x":1}}]"#, #"the member "x" stands twice in one object at line 1, column 14"#),
      (#"{"a":1,"\u0061":2}"#, #"the member "a" stands twice in one object at line 1, column 8"#),
    ])
  func refused(_ text: String, _ description: String) {
    let error = #expect(throws: ReadError.self) { try JSON(text: text, duplicates: .refused) }
    #expect(error?.description == description)
  }

  @Test(
    "Where duplicates are refused, the same name in two objects is none",
    arguments: [
      #"{"a":{"a":1},"b":{"a":2}}"#, #"[{"a":1},{"a":1}]"#, #"{"a":1,"A":2,"":3}"#,
      "{\"\u{E1}\":1,\"a\u{301}\":2}",
    ])
  func notDuplicates(_ text: String) throws {
    #expect(try JSON(text: text, duplicates: .refused).description == text)
  }

  @Test("A duplicate is found in a large object too")
  func largeObject() throws {
    let members = (0..<100).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
    let text = "{\(members),\"m50\":-1}"
    #expect(throws: ReadError.self) { try JSON(text: text, duplicates: .refused) }
    let object = try #require(try JSON(text: text).members)
    #expect(object.count == 100)
    #expect(object[50].name == "m50" && object[50].value == -1)
  }
}
