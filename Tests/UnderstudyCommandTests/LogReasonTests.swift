import Testing
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The log says why", .waits) struct LogReasonTests {
  /// Returns the members that a request's line has besides those of every line.
  private func members(
    _ method: String, _ path: String, _ headers: String, _ body: String = ""
  ) throws -> [String: JSON] {
    let server = try Serving(["--log-format", "json"])
    defer { server.kill() }
    let head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(headers)\r\n"
    _ = try server.client().exchange("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    let lines = try server.stop().errors.split(separator: "\n").map { try JSON(text: String($0)).members ?? [:] }
    let line = try #require(lines.first { $0["message"] == "answered" })
    let common = ["time", "level", "message", "endpoint", "method", "micros", "path", "request", "rule", "status"]
    return Dictionary(uniqueKeysWithValues: line.filter { !common.contains($0.name) }.map { ($0.name, $0.value) })
  }

  @Test func `a rule refused`() throws {
    let members = try members(
      "PUT", Centerfy.salesBot.path, "x-api-key: cfy_your_api_key", #"{"temperature":7,"tempo":1,"nmae":2}"#)
    #expect(
      members == [
        "reason": "`temperature` must be from 0 to 1, but was 7", "warnings": 2,
        "warning":
          "`tempo` is not a field of this endpoint | `nmae` is not a field of this endpoint; did you mean `name`?",
      ])
  }

  @Test func `a role was not enough: who called, with which role, and who made the agent`() throws {
    let members = try members("PUT", "/v1/agents/agent_abc123", "x-api-key: tk_live_member", #"{"name":"abc"}"#)
    #expect(
      members == [
        "reason": "You don't have permission to update this agent", "caller": "role: member, id: user_member",
        "stored": "userId: user_xyz789, mode: public",
      ])
  }

  @Test func `a key with the name of a sandbox is unknown, without the key`() throws {
    var members = try members("PUT", "/v1/agents/agent_abc123", "x-api-key: tk_live_creatr~life", "{}")
    #expect(
      members.removeValue(forKey: "hint")
        == "the key before `~` is not seeded, so that the credential names no sandbox; did you mean `tk_live_creator`?"
    )
    #expect(members == ["reason": "The credential in `x-api-key` is unknown"])
  }

  @Test func `nothing has the path`() throws {
    #expect(
      try members("PUT", "/talkfai/v1/agents/7", "x-api-key: tk_live_owner") == [
        "unmatched": "no endpoint has this path; did you mean PUT /talkifai/v1/agents/{agentId}?"
      ])
  }

  @Test func `in text, and text of a client cannot break the line`() throws {
    let server = try Serving()
    defer { server.kill() }
    #expect(
      try server.update(#"{"a\nb\"=\u001b \u202e status=200":1,"temperature":"x\ny\" status=200"}"#).status == 400)
    let log = try server.stop().errors
    let lines = log.split(separator: "\n")
    #expect(lines.count == 4)
    let line = try #require(lines.dropFirst(2).first)
    let details = try #require(
      line.wholeMatch(of: /\S+Z info answered((?: [a-z]+=(?:[^\s"=]+|"(?:[^"\\]|\\.)+"))+)/)
    ).1
    #expect(
      details.contains(" status=400 ") && details.contains(" warnings=1 warning=\"")
        && details.contains(" reason=\""))
    #expect(!details.replacing(/"(?:[^"\\]|\\.)+"/, with: "").contains("status=200"))
    #expect(!log.unicodeScalars.contains { ["\u{1B}", "\u{202E}"].contains($0) })
  }
}
