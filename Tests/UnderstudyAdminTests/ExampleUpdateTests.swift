import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("An example of an update", .waits) struct ExampleUpdateTests {
  private static func pathOfExamples(_ collection: String, _ id: String) -> String {
    "/agents/\(collection)/\(id)/examples"
  }

  /// Sends each example of an agent, and expects it to be accepted.
  /// - Returns: The endpoints of the examples, and those without one, with their rules.
  private static func send(
    _ collection: String, _ id: String, to server: FreshServer
  ) throws -> (endpoints: [String], unavailable: [String]) {
    let found = try server.admin("GET", pathOfExamples(collection, id))
    let examples = try #require(try found[at: "/examples"]?.array)
    for example in examples {
      let given = try #require(example.members)
      let headers = (given["headers"]?.members ?? [:]).map { "\($0.name): \($0.value.string ?? "")\r\n" }.joined()
      let body = try #require(given["body"]).description
      let answer = try server.client().exchange(
        "\(given["method"]?.string ?? "") \(given["path"]?.string ?? "") HTTP/1.1\r\nHost: localhost\r\n\(headers)"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
      #expect(answer.status == 200, "\(example): \(answer.text)")
    }
    let unavailable = try found[at: "/unavailable"]?.array?.compactMap(\.members) ?? []
    #expect(unavailable.allSatisfy { $0["reason"]?.string?.isEmpty == false })
    return (
      examples.compactMap { $0.members?["endpoint"]?.string },
      unavailable.map { "\($0["endpoint"]?.string ?? "") \($0["rule"]?.string ?? "")" }
    )
  }

  @Test(
    "is accepted as it stands, of every surface and seeded agent, and changes the agent",
    arguments: [
      [], ["trillet.x-api-key.required"], ["centerfy.unknown-field", "talkifai.unknown-field"],
    ])
  func seeded(_ enabledRules: [String]) throws {
    let server = try FreshServer { $0.enabledRules = enabledRules }
    let agents = try #require(try server.admin("GET", "/agents")[at: "/agents"]?.array).compactMap(\.members)
    var sent = 0
    for agent in agents {
      let collection = agent["collection"]?.string ?? ""
      let (endpoints, unavailable) = try Self.send(collection, agent["id"]?.string ?? "", to: server)
      #expect(endpoints == Registry().surfaces.filter { $0.resource.id == collection }.map(\.id))
      #expect(unavailable == [])
      sent += endpoints.count
    }
    #expect(sent > agents.count)
    #expect(try server.admin("GET", "/changes")[at: "/meta/total"] == .number(Number(sent)))
  }

  /// An agent with values that an update may not send, or that leave little room for a change.
  struct AwkwardAgent: CustomTestStringConvertible {
    let collection: String
    let id: String
    /// The changes to the seeded agent; null removes a member.
    let changes: Members
    /// The endpoints without an example, and the rules that refuse it.
    let unavailable: [String]

    init(_ collection: String, _ id: String, _ changes: Members, unavailable: [String] = []) {
      (self.collection, self.id, self.changes, self.unavailable) = (collection, id, changes, unavailable)
    }

    var testDescription: String { "\(collection) \(changes)" }
  }

  private static let long = JSON.string(String(repeating: "x", count: 5000))

  @Test(
    "is accepted, or says why there is none",
    arguments: [
      AwkwardAgent("talkifai", "agent_abc123", ["name": long, "description": long, "sysMsg": long]),
      AwkwardAgent("talkifai", "agent_abc123", ["name": "An agent (changed)"]),
      AwkwardAgent("talkifai", "agent_abc123", ["name": "", "temperature": 7]),
      AwkwardAgent(
        "talkifai", "agent_abc123", ["voiceId": nil],
        unavailable: ["talkifai talkifai.pipeline.required", "talkifai-studio talkifai.pipeline.required"]),
      AwkwardAgent(
        "talkifai", "agent_abc123", ["organizationId": "org_nobodys"],
        unavailable: ["talkifai talkifai.agent.organization", "talkifai-studio talkifai.agent.organization"]),
      AwkwardAgent(
        "centerfy", FreshServer.agent, ["organization_id": "x"], unavailable: ["centerfy centerfy.agent.scope"]),
      AwkwardAgent("centerfy", FreshServer.agent, ["name": "", "webhook": true, "webhook_url": nil]),
      AwkwardAgent("voicebip", "agt_PAEZ_byomk7m2n9p4", ["webhook_url": nil]),
      AwkwardAgent("trillet-call", "agentIdExample", ["llmModel": "another"]),
      AwkwardAgent(
        "trillet-omni-flow", "agentIdExample", ["workspaceId": "w"],
        unavailable: ["trillet-omni-flow trillet-omni-flow.agent.workspace"]),
    ])
  func awkward(_ agent: AwkwardAgent) throws {
    let server = try FreshServer()
    let path = "/agents/\(agent.collection)/\(agent.id)"
    var record = try #require(try server.admin("GET", path).json.members)
    for change in agent.changes { record[change.name] = change.value == .null ? .none : change.value }
    try #require(try server.admin("PUT", path, JSON.object(record).description).status == 200)
    let (endpoints, unavailable) = try Self.send(agent.collection, agent.id, to: server)
    #expect(unavailable == agent.unavailable)
    let all = Registry().surfaces.filter { $0.resource.id == agent.collection }.count
    #expect(endpoints.count + unavailable.count == all)
  }

  @Test func `is of the rules that are on in the sandbox`() throws {
    let server = try FreshServer()
    let path = Self.pathOfExamples("talkifai", "agent_abc123")
    var record = try #require(try server.admin("GET", "/agents/talkifai/agent_abc123").json.members)
    record["stt"] = nil
    #expect(try server.admin("PUT", "/agents/talkifai/agent_abc123", JSON.object(record).description).status == 200)
    let reason = try server.admin("GET", path)[at: "/unavailable/0/reason"]
    #expect(reason == "A pipeline agent must have `voiceId`, `model` and `stt`")
    let rule = "/rules/talkifai.pipeline.required"
    #expect(try server.admin("PUT", rule, #"{"enabled":false}"#, in: "default").status == 200)
    #expect(try Self.send("talkifai", "agent_abc123", to: server).unavailable == [])
  }

  @Test func `is missing if no account has a credential, unless no rule asks for one`() throws {
    let agent = #"{"_id":"a","workspaceId":"w","name":"n","llmModel":"m"}"#
    let seeds = SeedSource.text(#"{"trillet":{"omniFlowAgents":[\#(agent)]}}"#, name: "seeds")
    let server = try FreshServer { $0.seeds = [seeds] }
    let path = Self.pathOfExamples("trillet-omni-flow", "a")
    let expected: JSON = "no seeded record of `trillet.workspaces` has a credential"
    #expect(try server.admin("GET", path)[at: "/unavailable/0/reason"] == expected)
    let open = try FreshServer {
      $0.seeds = [seeds]
      $0.disabledRules = ["trillet.x-workspace-id.required"]
    }
    #expect(try Self.send("trillet-omni-flow", "a", to: open).endpoints == ["trillet-omni-flow"])
  }

  @Test func `has an escaped id, and leaves no trace`() throws {
    let server = try FreshServer()
    let path = "/agents/talkifai/a%20b%2Fc%27"
    var agent = try #require(try server.admin("GET", "/agents/talkifai/agent_abc123").json.members)
    agent["id"] = nil
    #expect(try server.admin("PUT", path, JSON.object(agent).description).status == 200)
    #expect(try server.admin("GET", "\(path)/examples")[at: "/examples/0/path"] == "/v1/agents/a%20b%2Fc%27")
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 0)
    #expect(try server.admin("GET", "/changes?kind=updated")[at: "/meta/total"] == 0)
    #expect(try server.admin("GET", path)[at: "/name"] == agent["name"])
    #expect(try server.admin("GET", "/metrics").text.contains("understudy_requests_total{") == false)
  }
}
