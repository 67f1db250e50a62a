import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

/// Transcripts show each vendor's answer.
@Suite("A limit of requests in a minute", .waits) struct RateTests {
  private static let path = "/voicebip/v1/agents/nobody"

  private let server: FreshServer

  init() throws {
    server = try FreshServer {
      $0.sandboxes.clock = .init("2026-04-17T12:00:00Z")
      $0.enabledRules = ["trillet", "voicebip", "centerfy", "talkifai"].map { "\($0).requests.rate" }
      $0.seeds.append(.text(Self.seeds, name: "plans"))
    }
  }

  private static let seeds = """
    {"voicebip": {"workspaces": [
      {"id": "ws_builder", "keys": ["pk_builder"], "tier": "builder"},
      {"id": "ws_scale", "keys": ["pk_scale"], "tier": "scale"}, {"id": "ws_two", "keys": ["pk_two", "pk_three"]}]},
     "talkifai": {"organizations": [{"id": "org_pro", "plan": "pro"}, {"id": "org_big", "plan": "enterprise"}],
      "members": [{"id": "m1", "organizationId": "org_pro", "role": "owner", "apiKeys": ["tk_pro"]},
       {"id": "m2", "organizationId": "org_big", "role": "owner", "apiKeys": ["tk_big"]}]}}
    """

  /// - Parameter credential: The field's name and value.
  private func status(_ client: RawClient, _ path: String, _ credential: (String, String)) throws -> Int {
    let fields = KeyValuePairs(dictionaryLiteral: credential)
    return try client.exchange(FreshServer.request("GET", path, "", fields)).status
  }

  @Test(
    "is the vendor's number, by the plan",
    arguments: [
      ("/v1/api/agents/nobody", "x-workspace-id", "workspaceIdExample", 60),
      ("/functions/v1/crm-api/get-agent/0", "x-api-key", "cfy_your_api_key", 60),
      ("/talkifai/v1/agents/nobody", "x-api-key", "tk_live_owner", 60),
      ("/talkifai/v1/agents/nobody", "x-api-key", "tk_pro", 300),
      ("/talkifai/v1/agents/nobody", "x-api-key", "tk_big", 1000),
      (path, "Authorization", "Bearer pk_test_voicebip_example", 1000),
    ])
  func number(_ path: String, _ name: String, _ value: String, _ limit: Int) throws {
    let client = try server.client()
    for _ in 0..<limit { #expect(try status(client, path, (name, value)) != 429) }
    #expect(try status(client, path, (name, value)) == 429)
  }

  @Test func `is a sliding window by the sandbox's clock, which a frozen clock never frees`() throws {
    let client = try server.client()
    let small = ("Authorization", "Bearer pk_test_small_workspace")
    func advance(_ milliseconds: Int) throws {
      #expect(try server.admin("PUT", "/clock", #"{"advanceMilliseconds":\#(milliseconds)}"#).status == 200)
    }
    #expect(try status(client, Self.path, small) == 404)
    try advance(30_500)
    #expect(try status(client, Self.path, small) == 404)
    let refused = try client.exchange(
      FreshServer.request("GET", Self.path, "", ["Authorization": "Bearer pk_test_small_workspace"]))
    #expect(refused.status == 429 && refused["Retry-After"] == "30")
    try advance(29_499)
    #expect(try status(client, Self.path, small) == 429)
    try advance(1)
    #expect(try status(client, Self.path, small) == 404)
    #expect(try status(client, Self.path, small) == 429)
    try advance(60_000)
    #expect(try [0, 1, 2].map { _ in try status(client, Self.path, small) } == [404, 404, 429])
    try advance(-3_600_000)
    #expect(try status(client, Self.path, small) == 404, "a clock that was set back frees all")
    try advance(50_000)
    #expect(try status(client, Self.path, small) == 404)
    try advance(-40_000)
    #expect(try status(client, Self.path, small) == 404, "what comes later does not count")
    #expect(try status(client, Self.path, small) == 429)
  }

  @Test func `is counted for all keys of a workspace, apart in each sandbox, and anew after a reset`() throws {
    let client = try server.client()
    for number in 0..<1000 {
      let key = ["pk_two", "pk_three"][number % 2]
      #expect(try status(client, Self.path, ("Authorization", "Bearer \(key)~a")) == 404)
    }
    #expect(try status(client, Self.path, ("Authorization", "Bearer pk_two~a")) == 429)
    #expect(try status(client, Self.path, ("Authorization", "Bearer pk_two~b")) == 404)
    #expect(try server.admin("POST", "/reset", in: "a").status == 200)
    #expect(try status(client, Self.path, ("Authorization", "Bearer pk_two~a")) == 404)
  }

  @Test func `does not count what a mapping answers`() throws {
    let client = try server.client()
    try server.map(#"{"request":{"method":"GET"},"response":{"status":200}}"#)
    let small = ("Authorization", "Bearer pk_test_small_workspace")
    for _ in 0..<5 { #expect(try status(client, Self.path, small) == 200) }
    #expect(try server.admin("DELETE", "/mappings").status == 200)
    #expect(try [0, 1, 2].map { _ in try status(client, Self.path, small) } == [404, 404, 429])
  }

  @Test func `is off by default`() throws {
    let server = try FreshServer()
    let client = try server.client()
    for _ in 0..<70 {
      #expect(try status(client, "/v1/api/agents/nobody", ("x-workspace-id", "smallWorkspace")) == 404)
    }
    withExtendedLifetime(server) {}
  }
}
