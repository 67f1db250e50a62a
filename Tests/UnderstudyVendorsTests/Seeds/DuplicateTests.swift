import Testing

@Suite("An id that is used twice") struct DuplicateTests {
  private static let lower = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
  private static let upper = "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE"

  @Test(
    "The second use is an error",
    arguments: [
      (lower, lower), (lower, upper), (upper, lower),
    ])
  func oneFile(_ first: String, _ second: String) throws {
    let files = ["a.json": String.agents(.agent(first), .agent(second))]
    #expect(
      try Reading(files)
        == .invalid([#"a.json:3:8: /centerfy/agents/1/id: `id` "\#(second)" is already used in a.json"#]))
  }

  @Test("The use in the later file is an error that names the earlier file", arguments: [lower, upper])
  func twoFiles(_ id: String) throws {
    let files = ["b/c.json": String.agents(.agent(id)), "b.json": .agents(.agent(Self.lower))]
    #expect(
      try Reading(files)
        == .invalid([#"b/c.json:2:8: /centerfy/agents/0/id: `id` "\#(id)" is already used in b.json"#]))
  }

  @Test func `Keys are case-sensitive`() throws {
    func file(_ keys: String...) -> String {
      let records = keys.map { #"{"key": "\#($0)", "organization_id": "o"}"# }
      return #"{"centerfy": {"keys": [\#(records.joined(separator: ", "))]}}"#
    }
    #expect(try Reading(["a.json": file("k", "K")]) == .read(agents: []))
    #expect(
      try Reading(["a.json": file("k", "K", "k")])
        == .invalid([#"a.json:1:108: /centerfy/keys/2/key: `key` "k" is already used in a.json"#]))
  }

  @Test func `The third use is an error too`() throws {
    let agent = String.agent(Self.lower)
    #expect(
      try Reading(["a.json": .agents(agent, agent, agent)])
        == .invalid([
          #"a.json:3:8: /centerfy/agents/1/id: `id` "\#(Self.lower)" is already used in a.json"#,
          #"a.json:4:8: /centerfy/agents/2/id: `id` "\#(Self.lower)" is already used in a.json"#,
        ]))
  }

  @Test func `A key and an agent may have one name`() throws {
    let files = [
      "a.json": String.agents(.agent(Self.lower)),
      "b.json": #"{"centerfy": {"keys": [{"key": "\#(Self.lower)", "organization_id": "o"}]}}"#,
    ]
    #expect(try Reading(files) == .read(agents: [Self.lower]))
  }
}
