import JSON
import Schema
import Testing

@Suite("What an answer shows of an agent") struct ProjectionTests {
  private static let shown: Projection = ["id", .ifSet("note"), "name"]

  @Test(
    "has its own order, null for what is not set, and nothing for what is shown only when set",
    arguments: [
      (#"{"name":"a","note":"b","id":"c","other":1}"#, #"{"id":"c","note":"b","name":"a"}"#),
      (#"{"name":"a","id":"c"}"#, #"{"id":"c","name":"a"}"#),
      (#"{"note":null,"id":"c"}"#, #"{"id":"c","name":null}"#),
      (#"{"note":"","id":null,"name":1.50}"#, #"{"id":null,"note":"","name":1.50}"#),
      (#"{"note":false}"#, #"{"id":null,"note":false,"name":null}"#),
      ("{}", #"{"id":null,"name":null}"#),
    ])
  func shown(_ agent: String, _ answer: String) throws {
    #expect(try Self.shown(Members(text: agent)).text == answer)
  }
}
