import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A row of a request", .waits) struct RequestRowTests {
  private static let talkifAI = "/talkifai/v1/agents/agent_abc123"

  private func rows(_ server: FreshServer) throws -> [Members] {
    let answer = try server.admin("GET", "/requests?view=rows")
    return try #require(try answer[at: "/requests"]?.array).compactMap(\.members)
  }

  private func row(_ server: FreshServer) throws -> Members { try #require(try rows(server).first) }

  @Test func `says which agent was changed, and the first three changes, cut to eighty characters`() throws {
    let server = try FreshServer()
    let text = String(repeating: "ä", count: 200)
    _ = try server.update(
      #"{"temperature":0.1,"language":"de-DE","webhook_url":"https://example.com/\#(text)","max_duration":45}"#)
    let row = try row(server)
    #expect(row["operation"] == "update" && row["agentName"] == "Sales Bot" && row["sandbox"] == "default")
    let changes = try #require(row["changes"]?.array)
    #expect(changes.count == 3 && row["changeCount"] == 4, "without the time of the update")
    #expect(changes.contains(["pointer": "/temperature", "before": 0.7, "after": 0.1]))
    let texts = changes.flatMap {
      [$0.members?["before"]?.string, $0.members?["after"]?.string].compactMap(\.self)
    }
    #expect(texts.allSatisfy { $0.unicodeScalars.count <= 80 })
    #expect(row["request"] == nil && row["response"] == nil && row["body"] == nil)
  }

  @Test func `has no change if an update changes nothing`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.7}"#)
    #expect(try row(server)["changes"] == [] && row(server)["changeCount"] == 0)
  }

  @Test func `says why a request was refused, and whose agent it was`() throws {
    let server = try FreshServer()
    let answer = try server.update(#"{"temperature":1.5}"#)
    let row = try row(server)
    #expect(row["agentName"] == "Sales Bot" && row["rule"] == "centerfy.temperature.range")
    let message = try #require(row["message"]?.string)
    #expect(answer.text.contains(message))
    _ = try server.send("GET", "/no/such/path")
    #expect(try self.row(server)["message"]?.string?.isEmpty == false && self.row(server)["operation"] == .null)
  }

  @Test func `counts the agents of a list, and keeps the name of a deleted one`() throws {
    let server = try FreshServer()
    let owner: KeyValuePairs = ["x-api-key": "tk_live_owner"]
    let list = try server.send("GET", "/talkifai/v1/agents", "", owner)
    #expect(list.status == 200)
    let count = try #require(
      try ["/data", "/data/agents", "/agents", ""].compactMap { try list[at: $0]?.array?.count }.first)
    #expect(try row(server)["shown"] == .number(Number(count)) && count > 1)
    _ = try server.send("DELETE", Self.talkifAI, "", owner)
    let deleted = try row(server)
    #expect(deleted["effect"] == "deleted" && deleted["agentName"] == "Support Bot")
  }

  @Test(
    "says what a mapping did",
    arguments: [
      (#"{"understudy":{"error":429}}"#, "error"), (#"{"response":{"status":502}}"#, "response"),
      (#"{"response":{"fixedDelayMilliseconds":30},"understudy":{"emulate":true}}"#, "delay"),
      (#"{"response":{"fault":"EMPTY_RESPONSE"},"understudy":{"emulate":true}}"#, "connection"),
    ])
  func fault(_ mapping: String, _ kind: String) throws {
    let server = try FreshServer()
    try server.map(mapping)
    _ = try? server.update("{}")
    let row = try row(server)
    #expect(row["faultKind"] == .string(kind))
    #expect(row["waitedMillis"] == (kind == "delay" ? 30 : 0))
    #expect((row["status"] == .null) == (kind == "connection"))
  }

  @Test func `has the delay that was asked for, apart from the time that it took`() throws {
    let server = try FreshServer()
    _ = try server.admin("POST", "/settings", #"{"fixedDelay":40}"#)
    let id = try #require(try server.update("{}")["X-Understudy-Request-Id"])
    let row = try row(server)
    #expect(row["waitedMillis"] == 40 && row["faultKind"] == "delay")
    let details = try server.admin("GET", "/requests/\(id)")[at: "/request/understudy"]?.members
    #expect(details?["waitedMillis"] == 40 && details?["micros"] == row["micros"])
    #expect(try #require(Int(row["micros"]?.description ?? "")) >= 40_000)
  }

  @Test func `says that the dashboard sent it, whose header is not kept`() throws {
    let server = try FreshServer()
    let send = { (origin: String) in
      try server.send(
        "PUT", FreshServer.path, "{}",
        ["x-api-key": FreshServer.key, "Content-Type": "application/json", "X-Understudy-Origin": origin])
    }
    let id = try #require(try send("dashboard")["X-Understudy-Request-Id"])
    #expect(try row(server)["origin"] == "dashboard")
    let own = try server.admin("GET", "/requests/\(id)")
    #expect(try own[at: "/request/understudy/origin"] == "dashboard" && !own.text.contains("X-Understudy-Origin"))
    #expect(try own[at: "/request/headers/x-api-key"] == .string(FreshServer.key))
    _ = try send("elsewhere")
    #expect(try row(server)["origin"] == .null)
    #expect(try server.admin("GET", "/requests").text.contains("X-Understudy-Origin"), "a client's own header")
  }
}
