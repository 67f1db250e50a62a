import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A mapping that names what it is for", .waits) struct ScopedMappingTests {
  private static let talkifAI = "/v1/agents/agent_abc123"

  private func talkifAI(_ server: FreshServer, _ path: String = talkifAI) throws -> Int {
    try server.send(
      "GET", path, "", ["x-api-key": "tk_live_owner", "Cookie": "better-auth.session_token=YOUR_SESSION_TOKEN"]
    ).status
  }

  @Test func `acts once for a vendor of two endpoints, and for no other vendor`() throws {
    let server = try FreshServer()
    let endpoints = try #require(try server.admin("GET", "/info")[at: "/endpoints"]?.array)
    #expect(endpoints.count { $0.members?["vendor"] == "trillet" } == 2)
    try server.map(#"{"understudy":{"vendor":"trillet","error":429,"times":1}}"#)
    #expect(try server.update(#"{"temperature":0.3}"#).status == 200)
    let paths = ["/v1/api/omni-flow-agents/agentIdExample", "/v1/api/agents/agentIdExample"]
    let fields: KeyValuePairs = ["x-workspace-id": "workspaceIdExample"]
    let statuses = try (paths + paths).map { try server.send("GET", "/trillet\($0)", "", fields).status }
    #expect(statuses.count { $0 == 429 } == 1 && statuses.first == 429, "\(statuses)")
  }

  @Test func `acts for one endpoint, or one agent, however it is reached`() throws {
    let server = try FreshServer()
    try server.map(
      #"{"understudy":{"endpoint":"centerfy","agent":"\#(FreshServer.agent.uppercased())","error":503}}"#)
    #expect(try server.update("{}").status == 503)
    #expect(try server.send("PUT", "/centerfy\(FreshServer.path)", "{}", FreshServer.fields(nil)).status == 503)
    let other = "/functions/v1/crm-api/update-agent/6c16d554-e5e0-4a27-86fa-d2c3324db11a"
    #expect(try server.send("PUT", other, #"{"temperature":0.1}"#, FreshServer.fields(nil)).status == 200)
    #expect(try talkifAI(server) == 200)
    #expect(try server.send("GET", "/no/such/path").status == 404)
  }

  @Test(
    "needs names that are known",
    arguments: [
      (#"{"vendor":"centrefy"}"#, "/understudy/vendor", #"did you mean \"centerfy\"?"#),
      (#"{"endpoint":"nothing"}"#, "/understudy/endpoint", "known: trillet-omni-flow"),
      (#"{"vendor":"centerfy","endpoint":"voicebip"}"#, "/understudy/endpoint", "known: centerfy"),
      (#"{"vendor":7}"#, "/understudy/vendor", "must be a string"),
    ])
  func names(_ own: String, _ pointer: String, _ hint: String) throws {
    let server = try FreshServer()
    let answer = try server.admin("POST", "/mappings", #"{"understudy":\#(own)}"#)
    #expect(answer.status == 422)
    #expect(try answer[at: "/errors/0/source/pointer"] == .string(pointer) && answer.text.contains(hint))
    let imported = try server.admin("POST", "/mappings/import", #"{"mappings":[{},{"understudy":\#(own)}]}"#)
    #expect(imported.status == 422)
    #expect(try imported[at: "/errors/0/source/pointer"] == .string("/mappings/1\(pointer)"))
    #expect(try server.admin("GET", "/mappings")[at: "/meta/total"] == 0)
  }
}

@Suite("The use of a mapping", .waits) struct MappingUseTests {
  private func own(_ server: FreshServer) throws -> Members {
    try #require(try server.admin("GET", "/mappings")[at: "/mappings/0/understudy"]?.members)
  }

  @Test func `is counted, with what is left and until when`() throws {
    let server = try FreshServer()
    try server.map(#"{"understudy":{"vendor":"centerfy","error":429,"times":3,"ttlMilliseconds":600000}}"#)
    let before = try own(server)
    #expect(before["used"] == 0 && before["left"] == 3 && before["lastUsed"] == nil)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let end = try Date(try #require(before["expiresAt"]?.string), strategy: style)
    #expect((500...600).contains(end.timeIntervalSinceNow))
    _ = try server.update("{}")
    let after = try own(server)
    #expect(after["used"] == 1 && after["left"] == 2 && after["times"] == 3)
    let last = try Date(try #require(after["lastUsed"]?.string), strategy: style)
    #expect(abs(last.timeIntervalSinceNow) < 60)
  }

  @Test func `does not come back with a mapping that is sent back`() throws {
    let server = try FreshServer()
    try server.map(#"{"understudy":{"error":429,"times":3}}"#)
    _ = try server.update("{}")
    let shown = try #require(try server.admin("GET", "/mappings")[at: "/mappings/0"])
    let id = try #require(shown.members?["id"]?.string)
    #expect(try server.admin("PUT", "/mappings/\(id)", shown.description).status == 200)
    #expect(try own(server)["used"] == 0 && own(server)["left"] == 3)
  }

  @Test func `is in the metadata of a mapping as WireMock has it, once it was applied`() throws {
    let server = try FreshServer()
    try server.map(#"{"response":{"status":502}}"#)
    let before = try server.admin("GET", "/mappings")[at: "/mappings/0"]?.members
    #expect(before?["metadata"] == nil && before?["understudy"] == nil)
    _ = try server.update("{}")
    let shown = try #require(try server.admin("GET", "/mappings")[at: "/mappings/0"])
    #expect(shown.members?["understudy"] == nil)
    #expect(shown.members?["metadata"]?.members?["understudy"]?.members?["used"] == 1)
    let id = try #require(shown.members?["id"]?.string)
    _ = try server.admin("PUT", "/mappings/\(id)", shown.description)
    #expect(try server.admin("GET", "/mappings")[at: "/mappings/0"]?.members?["metadata"] == nil)
  }
}
