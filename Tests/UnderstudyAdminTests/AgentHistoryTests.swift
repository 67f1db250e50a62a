import Testing
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The history of agents", .waits) struct AgentHistoryTests {
  private static let agent = "/agents/centerfy/\(FreshServer.agent)"

  private func changes(_ server: FreshServer, _ query: String = "") throws -> [Members] {
    let answer = try server.admin("GET", "/changes\(query)")
    return try #require(try answer[at: "/changes"]?.array, "\(answer.text)").compactMap(\.members)
  }

  @Test func `has requests, edits, restored snapshots and seeds in their order`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.1}"#)
    _ = try server.admin("PUT", "/snapshots/good")
    let stored = try #require(try server.stored().members)
    var edited = stored
    edited["voice_id"] = "Aria"
    #expect(try server.admin("PUT", Self.agent, JSON.object(edited).description).status == 200)
    #expect(try server.admin("DELETE", Self.agent).status == 200)
    #expect(try server.admin("POST", "\(Self.agent)/reset").status == 200)
    #expect(try server.admin("POST", "/snapshots/good/restore").status == 200)
    let all = try changes(server)
    #expect(all.map { $0["kind"] } == ["restored", "restored", "edited", "edited", "updated"])
    #expect(all[0]["snapshot"] == "good" && all[0]["id"] == .null && all[0]["changes"] == [])
    #expect(all[1]["before"] == .null && all[1]["after"]?.members?["temperature"] == 0.7)
    #expect(all[2]["after"] == .null && all[2]["before"]?.members?["voice_id"] == "Aria")
    #expect(all[3]["before"] == ["voice_id": "Sulafat"] && all[3]["after"] == ["voice_id": "Aria"])
    #expect(all[3]["changes"] == [["pointer": "/voice_id", "before": "Sulafat", "after": "Aria"]])
    #expect(all[3]["requestId"] == .null && all[3]["agentName"] == "Sales Bot")
    #expect(all[4]["changes"] == [["pointer": "/temperature", "before": 0.7, "after": 0.1]])
    #expect(all[4]["key"] == .string(FreshServer.key) && all[4]["agentName"] == "Sales Bot")
    #expect(all[4]["after"]?.members?["temperature"] == 0.1, "and the time of the update")
    #expect(try server.stored().members?["temperature"] == 0.1, "as in the snapshot")
  }

  @Test func `begins with the seed, which is there when the journal is not`() throws {
    let server = try FreshServer()
    func state() throws -> JSON? {
      let agents = try server.admin("GET", "/agents/centerfy")[at: "/agents"]?.array?.compactMap(\.members)
      return agents?.first { $0["id"]?.string == FreshServer.agent }?["state"]
    }
    #expect(try state() == "seed")
    _ = try server.update(#"{"temperature":0.1}"#)
    _ = try server.admin("DELETE", "/requests")
    #expect(try state() == "changed")
    #expect(try server.admin("GET", "\(Self.agent)/seed").json.members?["temperature"] == 0.7)
    _ = try server.admin("DELETE", Self.agent)
    #expect(try server.admin("GET", "\(Self.agent)/seed").json.members?["temperature"] == 0.7)
    _ = try server.admin("POST", "\(Self.agent)/reset")
    #expect(try state() == "seed")
    let created = "/agents/centerfy/8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e"
    var record = try #require(try server.stored().members)
    record["id"] = nil
    #expect(try server.admin("PUT", created, JSON.object(record).description).status == 200)
    #expect(try server.admin("GET", "\(created)/seed").status == 404)
    let agents = try server.admin("GET", "/agents/centerfy")[at: "/agents"]?.array
    #expect(agents?.count { $0.members?["state"] == "created" } == 1)
  }

  @Test func `can be that of one agent, or of one kind, with the snapshots that concern all`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.1}"#)
    _ = try server.admin("PUT", "/snapshots/good")
    _ = try server.admin("DELETE", "/agents/talkifai/agent_abc123")
    _ = try server.admin("POST", "/snapshots/good/restore")
    let own = try changes(server, "?collection=centerfy&id=\(FreshServer.agent)")
    #expect(own.map { $0["kind"] } == ["restored", "updated"])
    #expect(try changes(server, "?kind=edited").map { $0["id"] } == ["agent_abc123"])
    #expect(try server.admin("GET", "/changes?kind=lost").status == 422)
    _ = try server.admin("POST", "/reset")
    #expect(try changes(server).isEmpty)
    #expect(try server.admin("GET", "/changes", in: "b")[at: "/meta/total"] == 0)
  }

  @Test func `has the whole record of an agent that was created or deleted`() throws {
    let server = try FreshServer()
    let fields: KeyValuePairs = ["x-api-key": "tk_live_owner"]
    #expect(try server.send("DELETE", "/talkifai/v1/agents/agent_abc123", "", fields).status == 200)
    let deleted = try #require(try changes(server).first)
    #expect(deleted["kind"] == "deleted" && deleted["after"] == .null)
    #expect(deleted["before"]?.members?["name"] == "Support Bot" && deleted["agentName"] == "Support Bot")
  }

  @Test func `is bounded in number`() throws {
    let server = try FreshServer()
    let client = try server.client()
    let request = FreshServer.request("POST", "/__admin\(Self.agent)/reset")
    for _ in 0..<(AgentEdits.maximum.count + 5) { _ = try client.exchange(request) }
    #expect(try server.admin("GET", "/changes?limit=1")[at: "/meta/total"] == .number(1000))
  }
}

@Suite("An agent that is reset", .waits) struct AgentResetTests {
  @Test func `is its seed again, and follows the seeds as before`() throws {
    let server = try FreshServer()
    let seed = try server.stored(in: "a")
    _ = try server.update(#"{"temperature":0.1}"#, in: "a")
    let path = "/agents/centerfy/\(FreshServer.agent)"
    let answer = try server.admin("POST", "\(path)/reset", in: "a")
    #expect(try answer.status == 200 && answer.json == seed && server.stored(in: "a") == seed)
    // The next update finds no row of the sandbox.
    _ = try server.update(#"{"temperature":0.2}"#, in: "a")
    #expect(try server.stored(in: "a").members?["temperature"] == 0.2)
    _ = try server.admin("DELETE", path, in: "a")
    #expect(try server.admin("POST", "\(path)/reset", in: "a").json == seed)
    #expect(try server.stored(in: "a") == seed && server.admin("GET", "/changes")[at: "/meta/total"] == 0)
  }

  @Test func `must be one of the seeds`() throws {
    let server = try FreshServer()
    var record = try #require(try server.stored().members)
    record["id"] = "8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e"
    let path = "/agents/centerfy/8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e"
    #expect(try server.admin("PUT", path, JSON.object(record).description).status == 200)
    let answer = try server.admin("POST", "\(path)/reset")
    #expect(answer.status == 404 && answer.text.contains("only agents of the seeds can be reset"))
    #expect(try server.admin("GET", path).status == 200)
    #expect(try server.admin("POST", "/agents/nothing/a/reset").status == 404)
  }
}
