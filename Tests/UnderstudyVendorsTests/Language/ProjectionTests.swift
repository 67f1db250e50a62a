import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("A projection of an agent") struct ProjectionTests {
  private static let shown: Projection = ["id", .ifSet("note"), "name"]

  @Test(
    "has its own order, null for unset members, and omits members that are shown only if set",
    arguments: [
      (#"{"name":"a","note":"b","id":"c","other":1}"#, #"{"id":"c","note":"b","name":"a"}"#),
      (#"{"name":"a","id":"c"}"#, #"{"id":"c","name":"a"}"#),
      (#"{"note":null,"id":"c"}"#, #"{"id":"c","name":null}"#),
      (#"{"note":"","id":null,"name":1.50}"#, #"{"id":null,"note":"","name":1.50}"#),
      (#"{"note":false}"#, #"{"id":null,"note":false,"name":null}"#),
      ("{}", #"{"id":null,"name":null}"#),
    ])
  func shown(_ agent: String, _ answer: String) throws {
    #expect(try Self.shown.members(of: Members(text: agent)).text == answer)
  }

  private static let conditional: Projection = [.ifSet("key", while: "provider", is: "own")]

  @Test(
    "shows a member only while another has a value",
    arguments: [
      (#"{"provider":"own","key":"k"}"#, #"{"key":"k"}"#), (#"{"provider":"own","key":null}"#, "{}"),
      (#"{"provider":"other","key":"k"}"#, "{}"), (#"{"key":"k"}"#, "{}"),
    ])
  func conditional(_ agent: String, _ answer: String) throws {
    #expect(try Self.conditional.members(of: Members(text: agent)).text == answer)
  }

  private static let nested: Projection = [
    .object("voice", showing: [.ifSet("name"), "id"]), .ifSet("calls", showing: ["at"]),
  ]

  @Test(
    "shows the selected members of objects, alone or in arrays",
    arguments: [
      (
        #"{"calls":[{"x":1,"at":2},{"at":3}],"voice":{"id":1,"x":2,"name":"a"}}"#,
        #"{"voice":{"name":"a","id":1},"calls":[{"at":2},{"at":3}]}"#
      ),
      (#"{"voice":{}}"#, #"{"voice":{"id":null}}"#), ("{}", #"{"voice":null}"#),
      (#"{"voice":7,"calls":[7]}"#, #"{"voice":7,"calls":[7]}"#),
    ])
  func nested(_ agent: String, _ answer: String) throws {
    #expect(try Self.nested.members(of: Members(text: agent)).text == answer)
  }
}
