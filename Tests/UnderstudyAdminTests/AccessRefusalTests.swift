import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A refusal for the caller's role or scope", .waits) struct AccessRefusalTests {
  private static let agent = "/talkifai/v1/agents/agent_abc123"

  private func details(_ server: FreshServer, _ answer: RawAnswer) throws -> Members {
    let id = try #require(answer["X-Understudy-Request-Id"])
    return try #require(try server.admin("GET", "/requests/\(id)")[at: "/request/understudy"]?.members)
  }

  @Test func `says who called, whose agent it is, and which credentials would pass`() throws {
    let server = try FreshServer()
    let fields = { (key: String) -> KeyValuePairs<String, String> in
      ["x-api-key": key, "Content-Type": "application/json"]
    }
    let body = #"{"name":"Mine"}"#
    let refused = try server.send("PUT", Self.agent, body, fields("tk_live_member"))
    #expect(refused.status == 403)
    let details = try details(server, refused)
    let caller = try #require(details["caller"]?.members)
    #expect(caller["member"] == "user_member" && caller["role"] == "member" && caller["organization"] == "org_123")
    #expect(caller["header"] == "x-api-key" && caller["value"] == "tk_live_member")
    let owner = try #require(details["owner"]?.members)
    #expect(owner["member"] == "user_xyz789" && owner["role"] == "member" && owner["organization"] == "org_123")
    #expect(owner["mode"] == "public")
    let passing = try #require(details["wouldPass"]?.array).compactMap(\.members)
    #expect(passing.map { $0["member"] } == ["user_owner", "user_admin", "user_xyz789"])
    #expect(passing.map { $0["isOwner"] } == [false, false, true])
    for credential in passing {
      let key = try #require(credential["value"]?.string)
      #expect(try server.send("PUT", Self.agent, body, fields(key)).status == 200, "\(key)")
    }
  }

  @Test func `tries the credentials without an effect`() throws {
    let server = try FreshServer()
    let refused = try server.send(
      "DELETE", Self.agent, "", ["x-api-key": "tk_live_member", "X-Understudy-Sandbox": "a"])
    let id = try #require(refused["X-Understudy-Request-Id"])
    let before = try server.admin("GET", "/requests", in: "a")[at: "/meta/total"]
    let found = try server.admin("GET", "/requests/\(id)", in: "a")
    #expect(try found[at: "/request/understudy/wouldPass"]?.array?.isEmpty == false)
    #expect(try server.admin("GET", "/agents/talkifai/agent_abc123", in: "a").status == 200)
    #expect(try server.admin("GET", "/requests", in: "a")[at: "/meta/total"] == before)
  }

  @Test func `has the organization of an account that has no member`() throws {
    let server = try FreshServer()
    let answer = try server.send(
      "PUT", FreshServer.path, #"{"temperature":0.1}"#,
      ["x-api-key": "cfy_other_organization_key", "Content-Type": "application/json"])
    let details = try details(server, answer)
    #expect(details["caller"]?.members?["organization"] == "3f0c7a52-6a0d-4c39-9d0e-5b8f6d3c1a11")
    #expect(details["caller"]?.members?["member"] == .null, "its key is no name")
    #expect(details["owner"]?.members?["organization"] == "88e7bb59-42b2-4f8f-b818-83dfc129dd1b")
    let keys = details["wouldPass"]?.array?.map { $0.members?["key"] }
    #expect(keys == ["cfy_your_api_key", "cfy_organization_key", "cfy_small_key"])
  }

  @Test func `is not what other refusals and accepted requests are`() throws {
    let server = try FreshServer()
    for body in [#"{"temperature":9}"#, #"{"temperature":0.1}"#] {
      let details = try details(server, server.update(body))
      #expect(details["caller"] == nil && details["owner"] == nil && details["wouldPass"] == nil)
    }
  }

  @Test func `is beside warnings with a place and a suggestion`() throws {
    let server = try FreshServer()
    let details = try details(server, server.update(#"{"tempurature":0.1,"updated_at":"x"}"#))
    let warnings = try #require(details["warningDetails"]?.array).compactMap(\.members)
    #expect(warnings.map { $0["pointer"] } == ["/tempurature", "/updated_at"])
    #expect(warnings.map { $0["suggestion"] } == ["temperature", .null])
    #expect(warnings.map { $0["message"] } == details["warnings"]?.array)
  }
}

@Suite("The seeded credentials", .waits) struct CredentialListTests {
  private func credentials(_ server: FreshServer) throws -> [Members] {
    try #require(try server.admin("GET", "/credentials")[at: "/credentials"]?.array).compactMap(\.members)
  }

  @Test func `have header, role, member and the agents in reach`() throws {
    let server = try FreshServer()
    let all = try credentials(server)
    let creator = try #require(all.first { $0["key"] == "tk_live_creator" })
    #expect(creator["header"] == "x-api-key" && creator["value"] == "tk_live_creator")
    #expect(creator["vendor"] == "talkifai" && creator["role"] == "member" && creator["member"] == "user_xyz789")
    #expect(creator["organization"] == "org_123")
    let names = creator["agents"]?.members?["first"]?.array?.map { $0.members?["name"] }
    #expect(names == ["Support Bot"])
    let owner = try #require(all.first { $0["key"] == "tk_live_owner" }?["agents"]?.members)
    #expect(try #require(owner["total"]) != 1)
    let cookie = try #require(all.first { $0["header"] == "Cookie" })
    #expect(cookie["value"]?.string?.contains("=") == true)
    let trillet = try #require(all.first { $0["key"] == "workspaceIdExample" })
    #expect(trillet["secondary"] == ["header": "x-api-key", "value": "trillet_example_key"])
    #expect(trillet["endpoints"]?.array?.count == 2)
  }

  @Test func `each reach what they are said to reach`() throws {
    let server = try FreshServer()
    for credential in try credentials(server) where credential["vendor"] == "centerfy" {
      let key = try #require(credential["key"]?.string)
      let ids = credential["agents"]?.members?["first"]?.array?.compactMap { $0.members?["id"]?.string } ?? []
      for agent in try server.admin("GET", "/agents/centerfy")[at: "/agents"]?.array ?? [] {
        let id = try #require(agent.members?["id"]?.string)
        let answer = try server.send(
          "PUT", "/functions/v1/crm-api/update-agent/\(id)", #"{"temperature":0.3}"#,
          ["x-api-key": key, "Content-Type": "application/json"])
        #expect((answer.status == 200) == ids.contains(id), "\(key) \(id)")
      }
    }
  }
}
