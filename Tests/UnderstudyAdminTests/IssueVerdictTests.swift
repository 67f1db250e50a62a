import Testing
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The verdict", .waits) struct IssueVerdictTests {
  private func verdict(_ server: FreshServer, _ query: String = "") throws -> JSON {
    let answer = try server.admin("GET", "/verdict\(query)")
    try #require(answer.status == 200, "\(answer.text)")
    return try answer.json
  }

  /// The kind, sandbox, operation, reason and number of each case.
  private func cases(_ verdict: JSON) -> [String] {
    (verdict.members?["cases"]?.array ?? []).compactMap(\.members).map { members in
      let text = { (name: String) in members[name]?.string ?? "" }
      let reason = members["rule"]?.members?["id"]?.string ?? text("message")
      return
        "\(members["count"] ?? .null) \(text("kind")) \(text("sandbox")) \(text("method")) \(text("path")) \(reason)"
    }
  }

  private static let update = "PUT /functions/v1/crm-api/update-agent/{agentId}"

  @Test func `passes if there was no unmatched request, and says that this is the default`() throws {
    let server = try FreshServer()
    #expect(try server.update(#"{"temperature":9}"#).status == 400)
    let verdict = try verdict(server)
    #expect(verdict.members?["verdict"] == "pass" && verdict.members?["requests"] == 1)
    #expect(verdict.members?["failOn"] == ["kinds": ["unmatched"], "origin": "default"])
    #expect(cases(verdict) == ["1 rejected default \(Self.update) centerfy.temperature.range"])
    _ = try server.send("GET", "/v2/agents")
    #expect(try self.verdict(server).members?["verdict"] == "fail")
  }

  @Test func `has no query of a path, also if an accent follows the question mark`() throws {
    let server = try FreshServer()
    _ = try server.send("GET", "/nowhere?\u{301}token=secret")
    #expect(try cases(verdict(server)).map { $0.contains("/nowhere ") } == [true])
    #expect(try !verdict(server).description.contains("secret"))
  }

  @Test func `looks for what the server was started to fail on, unless the query says otherwise`() throws {
    let server = try FreshServer { $0.failingIssues = [.warnings, .rejected] }
    #expect(try server.update(#"{"temperature":9}"#).status == 400)
    let own = try verdict(server)
    #expect(own.members?["verdict"] == "fail")
    #expect(own.members?["failOn"] == ["kinds": ["warnings", "rejected"], "origin": "server"])
    let asked = try verdict(server, "?failOn=unmatched,warnings")
    #expect(asked.members?["verdict"] == "pass")
    #expect(asked.members?["failOn"] == ["kinds": ["unmatched", "warnings"], "origin": "query"])
  }

  @Test func `has requests together by sandbox, operation and reason, with the rule and its source`() throws {
    let server = try FreshServer()
    for body in [
      #"{"temperature":9}"#, #"{"temperature":8}"#, #"{"temperature":0.6,"tempo":1}"#, #"{"temperature":0.5}"#,
    ] {
      _ = try server.update(body, in: "a")
    }
    _ = try server.update(#"{"temperature":9}"#)
    for query in ["", "?token=secret"] { _ = try server.send("GET", "/v2/agents\(query)") }
    let verdict = try verdict(server)
    #expect(
      cases(verdict) == [
        "2 rejected a \(Self.update) centerfy.temperature.range",
        "1 warnings a \(Self.update) `tempo` is not a field of this endpoint",
        "1 rejected default \(Self.update) centerfy.temperature.range",
        "2 unmatched default GET /v2/agents no endpoint has this path; did you mean GET /v1/agents of Voicebip or TalkifAI?",
      ])
    let rejected = verdict.members?["cases"]?.array?.first?.members
    #expect(rejected?["message"]?.string?.contains("temperature") == true && rejected?["status"] == 400)
    let rule = rejected?["rule"]?.members
    #expect(rule?["sentence"] == "`temperature` must be from 0 to 1." && rule?["source"] == "inferred")
    #expect(
      verdict.members?["answered"] == [
        [
          "sandbox": "a", "endpoint": "centerfy", "method": "PUT",
          "path": "/functions/v1/crm-api/update-agent/{agentId}", "count": 1,
        ]
      ])
  }

  @Test func `can be about one sandbox`() throws {
    let server = try FreshServer()
    for body in [#"{"temperature":9}"#, #"{"temperature":8}"#] { _ = try server.update(body, in: "a") }
    _ = try server.send("GET", "/v2/agents")
    let ours = try verdict(server, "?failOn=rejected,unmatched&sandbox=a")
    #expect(ours.members?["verdict"] == "fail" && ours.members?["sandbox"] == "a")
    #expect(cases(ours) == ["2 rejected a \(Self.update) centerfy.temperature.range"])
    let rejected = ours.members?["issues"]?.array?.compactMap(\.members).first { $0["kind"] == "rejected" }
    #expect(rejected?["count"] == 2)
    #expect(rejected?["examples"] == [.string("\(Self.update) (sandbox a): 400 centerfy.temperature.range")])
    #expect(try verdict(server, "?sandbox=b&failOn=rejected,unmatched").members?["verdict"] == "pass")
    // Asking creates no sandbox.
    #expect(try server.admin("GET", "/sandboxes")[at: "/meta/total"] == 2)
  }

  @Test func `outlasts resets, removals and evictions`() throws {
    let server = try FreshServer { $0.journal.entries = 1 }
    for sandbox in ["a", "b"] { _ = try server.update(#"{"temperature":9}"#, in: sandbox) }
    #expect(try server.admin("POST", "/reset", in: "a").status == 200)
    #expect(try server.admin("DELETE", "/sandboxes").status == 200)
    let verdict = try verdict(server, "?failOn=rejected")
    #expect(verdict.members?["verdict"] == "fail" && cases(verdict).count == 2)
  }

  @Test func `counts requests that differ in more ways than it keeps`() throws {
    let server = try FreshServer()
    let client = try server.client()
    for number in 0..<(IssueGroups.limit + 3) {
      _ = try client.exchange("GET /nowhere/\(number) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }
    let verdict = try verdict(server)
    #expect(verdict.members?["cases"]?.array?.count == IssueGroups.limit)
    let unmatched = verdict.members?["issues"]?.array?.first?.members
    #expect(unmatched?["count"] == .number(Number(IssueGroups.limit + 3)) && unmatched?["unlisted"] == 3)
    #expect(unmatched?["examples"]?.array?.count == 5)
    // Any of the three may be of that sandbox.
    #expect(try self.verdict(server, "?sandbox=a").members?["verdict"] == "indeterminate")
    #expect(try self.verdict(server, "?sandbox=a&failOn=rejected").members?["verdict"] == "pass")
  }

  @Test(
    "A query that is invalid is refused",
    arguments: [
      ("failOn=everything", "`failOn` must be some of unmatched, warnings, rejected, separated by commas"),
      ("failOn=", "`failOn` must be"), ("sandbox=..", "`sandbox` must be 1 to 64"), ("sandbx=a", "did you mean"),
    ])
  func invalid(_ query: String, _ sentence: String) throws {
    let answer = try FreshServer().admin("GET", "/verdict?\(query)")
    #expect(answer.status == 422 && answer.text.contains(sentence), "\(answer.text)")
  }

  @Test func `has no credential and no body`() throws {
    let server = try FreshServer()
    let key = "cfy_live_0123456789"
    let fields: KeyValuePairs = ["x-api-key": key, "Content-Type": "application/json"]
    #expect(try server.send("PUT", "\(FreshServer.path)?key=\(key)", #"{"name":"\#(key)"}"#, fields).status == 401)
    _ = try server.send("PUT", "/nowhere?key=\(key)", #"{"name":"\#(key)"}"#, fields)
    let cases = try #require(try verdict(server).members?["cases"])
    #expect(cases.array?.count == 2 && !cases.description.contains(key))
  }
}
