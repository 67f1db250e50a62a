import Testing
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A refusal in the journal", .waits) struct RefusalTests {
  private static let agent = "/v1/agents/agent_abc123"

  /// Sends a request and returns what the journal says about it, under `understudy`.
  private func details(
    _ method: String, _ path: String, _ body: String, _ fields: KeyValuePairs<String, String>
  ) throws -> Members {
    let server = try FreshServer()
    _ = try server.send(method, path, body, fields)
    return try #require(try server.admin("GET", "/requests")[at: "/requests/0/request/understudy"]?.members)
  }

  @Test(
    "has the values that the rule compared: who called, with which role, and who made the agent",
    arguments: [
      (
        "PUT", agent, #"{"name":"abc"}"#, "x-api-key", "tk_live_member", "talkifai.agent.role",
        #"{"caller":{"role":"member","id":"user_member"},"stored":{"userId":"user_xyz789","mode":"public"}}"#
      ),
      (
        "DELETE", agent, "", "x-api-key", "tk_live_member", "talkifai.agent.delete-role",
        #"{"caller":{"role":"member","id":"user_member"},"stored":{"userId":"user_xyz789","mode":"public"}}"#
      ),
      (
        "PUT", agent, #"{"mode":"commercial"}"#, "x-api-key", "tk_live_creator", "talkifai.mode.commercial",
        #"{"caller":{"role":"member"}}"#
      ),
      (
        "GET", agent, "", "x-api-key", "tk_live_other", "talkifai.agent.organization",
        #"{"caller":{"organizationId":"org_other"},"stored":{"organizationId":"org_123"}}"#
      ),
      (
        "PUT", FreshServer.path, #"{"max_duration":9}"#, "x-api-key", "cfy_other_organization_key",
        "centerfy.agent.scope",
        #"{"caller":{"organization_id":"3f0c7a52-6a0d-4c39-9d0e-5b8f6d3c1a11","sub_account_id":null},"#
          + #""stored":{"organization_id":"88e7bb59-42b2-4f8f-b818-83dfc129dd1b","#
          + #""sub_account_id":"d457c95d-de9e-42f3-9e21-530c5cd4caa1"}}"#
      ),
    ])
  func compared(
    _ method: String, _ path: String, _ body: String, _ name: String, _ key: String, _ rule: String,
    _ expected: String
  ) throws {
    let details = try details(
      method, path, body, [name == "" ? "x-api-key" : name: key, "Content-Type": "application/json"])
    #expect(details["rule"] == .string(rule))
    #expect(details["compared"]?.description == expected)
    #expect(details["hint"] == nil)
  }

  @Test(
    "has no such values if the rule compares the credential itself, or is about the body",
    arguments: [
      ("/v1/api/agents/agentIdExample", ["x-workspace-id": "674b9687d56a35c024db9cce"], "{}"),
      (agent, ["x-api-key": "tk_live_owner"], #"{"temperature":7}"#),
    ] as [(String, KeyValuePairs<String, String>, String)])
  func none(_ path: String, _ fields: KeyValuePairs<String, String>, _ body: String) throws {
    let server = try FreshServer()
    let type = "Content-Type: application/json\r\n"
    _ = try server.client().exchange(
      FreshServer.request("PUT", path, body, fields).replacing("Content-Length", with: type + "Content-Length"))
    let details = try server.admin("GET", "/requests")[at: "/requests/0/request/understudy"]?.members
    #expect(details?["rule"]?.string != nil && details?["compared"] == nil)
  }

  @Test(
    "hints at an unknown key before the name of a sandbox, and has nothing of the key",
    arguments: [
      ("tk_live_creatr~life", "; did you mean `tk_live_creator`?"),
      ("TK_LIVE_OWNR~a.b", "; did you mean `tk_live_owner`?"),
      ("something-else-entirely~life", ""), (String(repeating: "x", count: 5000) + "~life", ""),
    ])
  func hint(_ key: String, _ clause: String) throws {
    let details = try details("GET", Self.agent, "", ["x-api-key": key])
    #expect(
      details["hint"]
        == .string("the key before `~` is not seeded, so that the credential names no sandbox" + clause))
  }

  @Test(
    "has no hint for other keys",
    arguments: ["tk_live_creatr", "tk_live_creatr~", "tk_live_creatr~a b", "tk_live_owner~a"])
  func noHint(_ key: String) throws {
    let server = try FreshServer()
    let answer = try server.send("GET", "/v1/agents/nothing", "", ["x-api-key": key])
    #expect([401, 404].contains(answer.status))
    for sandbox in [nil, "a"] {
      let entry = try server.admin("GET", "/requests", in: sandbox)[at: "/requests/0/request/understudy"]?.members
      #expect(entry?["hint"] == nil)
    }
  }
}
