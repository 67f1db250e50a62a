import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

/// What the control plane says of agents that clients create and delete.
@Suite("The life of an agent", .waits) struct LifeTests {
  private static let path = "/v1/agents"

  private let server: FreshServer

  init() throws { server = try FreshServer() }

  private func send(_ method: String, _ path: String, _ body: String = "") throws -> RawAnswer {
    let fields: KeyValuePairs = [
      "Authorization": "Bearer pk_test_voicebip_example~life", "Content-Type": "application/json",
    ]
    return try server.client().exchange(FreshServer.request(method, path, body, fields))
  }

  private func create(_ name: String) throws -> String {
    let answer = try send("POST", Self.path, #"{"display_name":"\#(name)"}"#)
    #expect(answer.status == 201)
    return try #require(try JSON(text: answer.text).members?["agent_id"]?.string)
  }

  private func verify(_ effect: String, _ count: Int) throws {
    let answer = try server.admin("POST", "/verify", #"{"effect":\#(effect),"exactly":\#(count)}"#, in: "life")
    #expect(answer.status == 200, "\(answer.text)")
  }

  @Test func `Creations, updates and deletions are counted apart`() throws {
    let id = try create("One")
    _ = try create("Two")
    #expect(try send("PATCH", "\(Self.path)/\(id)", #"{"status":"paused"}"#).status == 200)
    #expect(try send("DELETE", "\(Self.path)/\(id)").status == 204)
    #expect(try send("DELETE", "\(Self.path)/\(id)").status == 404)
    try verify(#"{"kind":"created"}"#, 2)
    try verify(#"{"kind":"created","collection":"voicebip","changed":{"/display_name":"One"}}"#, 1)
    try verify("{}", 1)
    try verify(#"{"kind":"updated","id":"\#(id)"}"#, 1)
    try verify(#"{"kind":"deleted","id":"\#(id)"}"#, 1)
  }

  @Test(
    "What an effect of its kind cannot have is refused",
    arguments: [
      #"{"kind":"created","only":true}"#, #"{"kind":"deleted","only":true}"#,
      #"{"kind":"deleted","changed":{"/a":1}}"#, #"{"kind":"made"}"#,
    ])
  func refused(_ effect: String) throws {
    #expect(try server.admin("POST", "/verify", #"{"effect":\#(effect)}"#).status == 422)
  }

  @Test func `Changes begin and end with nothing`() throws {
    let id = try create("One")
    #expect(try send("DELETE", "\(Self.path)/\(id)").status == 204)
    let changes = try #require(try server.admin("GET", "/changes", in: "life")[at: "/changes"]?.array)
    #expect(changes.map { $0.members?["kind"] } == ["deleted", "created"])
    #expect(changes.allSatisfy { $0.members?["id"] == .string(id) })
    let patches = changes.map { $0.members?["patch"]?.array?.first?.members }
    #expect(patches.first == ["op": "replace", "path": "", "value": nil])
    #expect(patches.last??["value"]?.members?["display_name"] == "One")
    #expect(try server.admin("GET", "/changes?kind=created", in: "life")[at: "/meta/total"] == 1)
    #expect(try server.admin("GET", "/changes?kind=made", in: "life").status == 422)
    let entries = try #require(try server.admin("GET", "/requests", in: "life")[at: "/requests"]?.array)
    let details = entries.compactMap { $0.members?["request"]?.members?["understudy"]?.members }
    #expect(details.map { $0["operation"] } == ["delete", "create"])
    #expect(details.map { $0["effect"] } == ["deleted", "created"])
  }

  @Test func `An archived agent is deleted once`() throws {
    let body = #"{"agent_id":"d8f2a229-2f5c-42ba-ac65-402f2c25fee2"}"#
    for _ in 1...2 {
      let answer = try server.client().exchange(
        FreshServer.request(
          "POST", "/functions/v1/crm-api/archive-agent", body, FreshServer.fields("life")))
      #expect(answer.status == 200)
    }
    try verify(#"{"kind":"deleted","collection":"centerfy"}"#, 1)
    let changes = try #require(try server.admin("GET", "/changes", in: "life")[at: "/changes"]?.array)
    #expect(changes.count == 1)
    #expect(changes.first?.members?["patch"]?.array?.first?.members?["path"] == "/archived_at")
  }

  @Test func `A reset brings deleted seeds back, and the same ids again`() throws {
    let seed = "\(Self.path)/agt_PAEZ_njcfm2kycpjs"
    let ids = [try create("One"), try create("Two")]
    #expect(try send("DELETE", seed).status == 204)
    #expect(try server.admin("POST", "/reset", in: "life").status == 200)
    #expect(try send("GET", "\(Self.path)/\(ids[0])").status == 404)
    #expect(try send("GET", seed).status == 200)
    #expect(try [create("One"), create("Two")] == ids)
  }

  @Test func `A snapshot holds what was created and lacks what was deleted`() throws {
    let first = try create("One")
    #expect(try send("DELETE", "\(Self.path)/agt_PAEZ_njcfm2kycpjs").status == 204)
    #expect(try server.admin("PUT", "/snapshots/s", in: "life").status == 200)
    let second = try create("Two")
    #expect(try send("DELETE", "\(Self.path)/\(first)").status == 204)
    #expect(try server.admin("POST", "/snapshots/s/restore", in: "life").status == 200)
    #expect(try send("GET", "\(Self.path)/\(first)").status == 200)
    #expect(try send("GET", "\(Self.path)/\(second)").status == 404)
    #expect(try send("GET", "\(Self.path)/agt_PAEZ_njcfm2kycpjs").status == 404)
    #expect(try create("Two") == second)
  }

  @Test func `No id comes back after a deletion`() throws {
    let first = try create("One")
    #expect(try send("DELETE", "\(Self.path)/\(first)").status == 204)
    #expect(try create("One") != first)
  }

  @Test func `Sandboxes live their lives apart, many at once`() throws {
    let (count, size) = ExternalProgram.isRequired ? (200, 20) : (20, 10)
    try Threads.run(8) { thread in
      for sandbox in stride(from: thread, to: count, by: 8) {
        let life = Life(client: try server.client(), sandbox: "life-\(sandbox)")
        let ids = try (1...size).map { try life.create("Agent \($0)") }
        #expect(Set(ids).count == size)
        for id in ids.prefix(size / 2) { try life.delete(id) }
        #expect(try life.list() == Set(ids.dropFirst(size / 2)))
      }
    }
  }
}

/// A client of Voicebip in one sandbox.
private struct Life {
  let client: RawClient
  let sandbox: String

  private func send(_ method: String, _ path: String, _ body: String = "") throws -> RawAnswer {
    let fields: KeyValuePairs = [
      "Authorization": "Bearer pk_test_voicebip_example~\(sandbox)", "Content-Type": "application/json",
    ]
    return try client.exchange(FreshServer.request(method, path, body, fields))
  }

  func create(_ name: String) throws -> String {
    let answer = try send("POST", "/v1/agents", #"{"display_name":"\#(name)"}"#)
    return try #require(try JSON(text: answer.text).members?["agent_id"]?.string, "\(answer.text)")
  }

  func delete(_ id: String) throws { #expect(try send("DELETE", "/v1/agents/\(id)").status == 204) }

  /// Returns the ids of the created agents.
  func list() throws -> Set<String> {
    let answer = try JSON(text: try send("GET", "/v1/agents?page_size=100").text)
    let ids = answer.members?["agents"]?.array?.compactMap { $0.members?["agent_id"]?.string } ?? []
    return Set(ids).subtracting(["agt_PAEZ_njcfm2kycpjs", "agt_PAEZ_byomk7m2n9p4"])
  }
}
