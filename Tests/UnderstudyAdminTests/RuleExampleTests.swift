import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The examples of a rule", .waits) struct RuleExampleTests {
  private func examples(_ rule: String, _ server: FreshServer) throws -> Members {
    let answer = try server.admin("GET", "/rules/\(rule)/examples")
    return try #require(try answer.json.members, "\(answer.text)")
  }

  private func send(_ example: JSON?, _ server: FreshServer) throws -> RawAnswer {
    let members = try #require(example?.members)
    let body = members["bodyText"]?.string ?? members["body"]?.description ?? ""
    let headers = (members["headers"]?.members ?? [:]).map { "\($0.name): \($0.value.string ?? "")\r\n" }.joined()
    let (method, path) = (try #require(members["method"]?.string), try #require(members["path"]?.string))
    return try server.client().exchange(
      "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    )
  }

  @Test(
    "are one that it refuses and one that is accepted",
    arguments: [
      "centerfy.temperature.range", "centerfy.name.not-empty", "centerfy.unknown-field", "centerfy.body.json",
      "centerfy.agent.exists", "centerfy.agent.scope", "talkifai.agent.role", "talkifai.name.length",
      "talkifai.mode.commercial", "talkifai.agent.organization", "trillet-call.llmModel.required",
      "voicebip.agent.workspace",
    ])
  func examples(_ rule: String) throws {
    let server = try FreshServer()
    _ = try server.admin("PUT", "/rules/\(rule)", #"{"enabled":true}"#)
    let examples = try examples(rule, server)
    #expect(examples["rule"] == .string(rule) && examples["unavailable"] == .null, "\(examples)")
    let accepted = try send(examples["accepted"], server)
    #expect((200...299).contains(accepted.status), "\(accepted.text)")
    _ = try server.admin("POST", "/reset")
    _ = try server.admin("PUT", "/rules/\(rule)", #"{"enabled":true}"#)
    let refused = try send(examples["refused"], server)
    #expect(refused["X-Understudy-Rule"] == rule, "\(refused.text)")
  }

  @Test func `have no effect, and are as if the rule were on`() throws {
    let server = try FreshServer()
    let examples = try examples("centerfy.unknown-field", server)
    #expect(examples["enabled"] == false && examples["refused"] != .null)
    #expect(try (200...299).contains(send(examples["refused"], server).status), "while it is off")
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 1)
    #expect(try server.admin("GET", "/sandboxes")[at: "/sandboxes/0/rulesSwitched"] == 0)
  }

  @Test(
    "are missing with a reason",
    arguments: [
      ("centerfy.body.size", "--max-body-bytes"), ("centerfy.requests.rate", "in a minute"),
      ("centerfy.agent.saved", "database"), ("trillet.update.replace", "refuses nothing"),
    ])
  func none(_ rule: String, _ reason: String) throws {
    let examples = try examples(rule, FreshServer())
    #expect(examples["refused"] == .null)
    #expect(examples["unavailable"]?.string?.contains(reason) == true, "\(examples)")
  }

  @Test func `are there for most rules that refuse`() throws {
    let server = try FreshServer()
    let registry = Registry()
    let all = (registry.rules + registry.alwaysOnRules).map(\.rule).filter { $0.role == .refusal }
    // Each eighth, because a search without a result takes a while.
    let rules = all.enumerated().filter { $0.offset % 8 == 0 }.map(\.element.id)
    let missing = try rules.filter { try examples($0, server)["refused"] == .null }
    #expect(missing.count * 3 < rules.count, "\(missing.count) of \(rules.count): \(missing)")
  }

  @Test func `need a rule`() throws {
    #expect(try FreshServer().admin("GET", "/rules/centerfy.nothing/examples").status == 404)
  }
}

@Suite("A rule", .waits) struct RefusedByRuleTests {
  @Test func `says how many requests of the sandbox it refused, and the last one`() throws {
    let server = try FreshServer()
    let path = "/rules/centerfy.temperature.range"
    #expect(try server.admin("GET", path)[at: "/refused"] == 0)
    #expect(try server.admin("GET", path)[at: "/lastRefused"] == .null)
    _ = try server.update(#"{"temperature":9}"#)
    let last = try server.update(#"{"temperature":8}"#)["X-Understudy-Request-Id"]
    _ = try server.update(#"{"temperature":8}"#, in: "a")
    #expect(try server.admin("GET", path)[at: "/refused"] == 2)
    #expect(try server.admin("GET", path)[at: "/lastRefused/id"]?.string == last)
    let listed = try server.admin("GET", "/rules")[at: "/rules"]?.array?.first {
      $0.members?["id"] == "centerfy.temperature.range"
    }
    #expect(listed?.members?["refused"] == 2)
    _ = try server.update("[]")
    let alwaysOn = try server.admin("GET", "/rules")[at: "/alwaysOn"]?.array?.first {
      $0.members?["id"] == "centerfy.body.object"
    }
    #expect(alwaysOn?.members?["refused"] == 1)
  }
}
