import Foundation
import Testing
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The answer to an unknown path") struct UnknownPathTests {
  private func answer(_ method: String, _ target: String, _ seeded: SeededRegistry? = nil) throws -> ReceivedAnswer
  {
    ReceivedAnswer(try FreshEmulator(seeded).answer(Request(method: method, target: target)), to: method)
  }

  /// What follows "is not emulated" in the answer.
  private func hint(_ method: String, _ target: String, _ seeded: SeededRegistry? = nil) throws -> String {
    let answer = try answer(method, target, seeded)
    #expect(answer.status == 404, "\(answer.text)")
    let detail = try JSON(text: answer.text).members?["errors"]?.array?.first?.members?["detail"]?.string
    return String(try #require(detail?.firstMatch(of: /\ is not emulated(.*)$/)).1)
  }

  @Test("lists the known paths", arguments: ["/voicebip/nothing", "http://api.voicebip.com/nothing"])
  func nothing(_ target: String) throws {
    #expect(
      try answer("GET", target).text.hasSuffix(
        #""known":["PATCH, GET, DELETE /v1/agents/{agent_id}","GET, POST /v1/agents"]}]}"#))
  }

  @Test(
    "lists the paths of all if the request chooses no vendor",
    arguments: ["/", "/nowhere", "http://localhost/nowhere"])
  func known(_ target: String) throws {
    let text = try answer("PUT", target).text
    for operation in Registry().surfaces.flatMap(\.operations) {
      #expect(text.contains(operation.method) && text.contains(" \(operation.path)\""))
    }
  }

  @Test(
    "suggests the nearest one, and names its vendors unless a prefix does",
    arguments: [
      ("PUT", "/v1/api/agent/7", "PUT /v1/api/agents/{agentId} of Trillet"),
      // The id may be missing, be an agent's name, or follow a part too few or precede a part too many.
      ("PUT", "/v1/api/agents/", "PUT /v1/api/agents/{agentId} of Trillet"),
      (
        "PUT", "/functions/v1/update-agent/\(String(repeating: "x", count: 60))",
        "PUT /functions/v1/crm-api/update-agent/{agentId} of Centerfy AI"
      ),
      ("GET", "/v1/api/omni-flow-agents/7/v", "GET /v1/api/omni-flow-agents/{agentId} of Trillet"),
      // The method decides only among equally near paths.
      ("POST", "/trillet/v1/api/agnets/7?x=1", "PUT /trillet/v1/api/agents/{agentId}"),
      (
        "GET", "/functions/v1/crm-api/get-agents/7",
        "GET /functions/v1/crm-api/get-agent/{agentId} of Centerfy AI"
      ),
      (
        "PUT", "/functions/v1/crm-api/get-agents/7",
        "GET /functions/v1/crm-api/get-agent/{agentId} of Centerfy AI"
      ),
      ("GET", "/v2/agents", "GET /v1/agents of Voicebip or TalkifAI"),
      ("PUT", "/v2/agents/7", "PUT /v1/agents/{agentId} of TalkifAI"),
      // The first segments may be missing.
      ("PUT", "/centerfy/update-agent/x", "PUT /centerfy/functions/v1/crm-api/update-agent/{agentId}"),
      ("PUT", "/update-agnet/x", "PUT /functions/v1/crm-api/update-agent/{agentId} of Centerfy AI"),
      ("GET", "/agents/7", "GET /v1/agents/{agent_id} of Voicebip or TalkifAI"),
      // Another vendor may have the path.
      ("PATCH", "/centerfy/v1/agents/7", "PATCH /voicebip/v1/agents/{agent_id}"),
      (
        "GET", "http://crmwebhook.com/v1/agents/7",
        "GET /voicebip/v1/agents/{agent_id} or GET /talkifai/v1/agents/{agentId}"
      ),
      ("GET", "/elsewhere", nil), ("GET", "/7", nil), ("GET", "*", nil), ("GET", "/centerfy/v2/agents", nil),
      ("PUT", "/v1/api/agents/7/\(String(repeating: "a/", count: 2000))", nil),
    ])
  func nearest(_ method: String, _ target: String, _ route: String?) throws {
    #expect(try hint(method, target) == route.map { "; did you mean \($0)?" } ?? "")
  }

  @Test(
    "corrects a prefix",
    arguments: [
      ("/talkfai/v1/agents/7", "PUT /talkifai/v1/agents/{agentId}"),
      ("/Talkifai/v1/agnets/7", "PUT /talkifai/v1/agents/{agentId}"),
      ("/trilet/v1/api/agents/7", "PUT /trillet/v1/api/agents/{agentId}"),
      ("/centerfi/update-agent/7", "PUT /centerfy/functions/v1/crm-api/update-agent/{agentId}"),
      ("/voicebip/voicebip/v1/agents/7", "PATCH /voicebip/v1/agents/{agent_id}"),
      ("/talkfai/v1/calls", "/talkifai/v1/calls"), ("/talkifai", "/talkifai/…"), ("/Voicebip/", "/voicebip/…"),
      ("/_admin/requests?limit=1", "/__admin/requests"), ("/admin", "/__admin"),
      ("/trillet/__admin/ui", "/__admin/ui"), ("/sandboxes/a/v1/agents/7", "/sandbox/a/v1/agents/7"),
      ("/Sandbox/a", "/sandbox/a"), ("/sandbox", "/sandbox/{name}/…"), ("/sandboxes/", "/sandbox/{name}/…"),
      ("/voicebip/sandbox/a/v1/agents/7", "/sandbox/a/voicebip/v1/agents/7"),
    ])
  func prefix(_ target: String, _ corrected: String) throws {
    #expect(try hint("PUT", target) == "; did you mean \(corrected)?")
  }

  @Test(
    "says that a vendor publishes it",
    arguments: [
      (
        "POST", "/functions/v1/crm-api/make-ai-call/7",
        ", although Centerfy AI publishes it (https://setup.centerfy.ai/api/make-ai-call/)"
      ),
      (
        "GET", "/v1/calls",
        ", although Voicebip and TalkifAI publish it (https://docs.voicebip.com/documentation/guides/voice-calls, "
          + "https://docs.talkifai.dev/api-reference/introduction)"
      ),
      (
        "GET", "/voicebip/v1/calls",
        ", although Voicebip publishes it (https://docs.voicebip.com/documentation/guides/voice-calls)"
      ),
      (
        "PUT", "/centerfy/functions/v1/crm-api/make-ai-call",
        "; the nearest is POST /centerfy/functions/v1/crm-api/make-ai-call/{agent_id}, which is published by "
          + "Centerfy AI, but not emulated"
      ),
    ])
  func published(_ method: String, _ target: String, _ clause: String) throws {
    #expect(try hint(method, target) == clause)
  }

  @Test func `says that a vendor publishes another method of an emulated path`() throws {
    let synthetic = try SeededRegistry.synthetic.get()
    #expect(
      try hint("COPY", "/v9/things/7", synthetic)
        == ", although Synthetic publishes it (https://docs.synthetic.example/agents)")
    #expect(try answer("LINK", "/v9/things/7", synthetic).status == 405)
  }

  @Test("is unmatched, also if a vendor publishes the path", arguments: ["/v1/calls", "/nowhere", "/talkfai/x"])
  func unmatched(_ target: String) throws {
    let emulator = try FreshEmulator().emulator
    _ = emulator.answerAtOnce(Request(method: "POST", target: target))
    #expect(emulator.counters.counts.issues[.unmatched]?.count == 1)
    let sandbox = emulator.sandboxes.defaultSandbox
    #expect(emulator.sandboxes.journal.entries(of: sandbox.generation).map(\.isMatched) == [false])
  }

  @Test("What a vendor publishes is in its document, and is not emulated", arguments: Registry().vendors)
  func declared(_ vendor: Vendor) throws {
    let page = URL(filePath: #filePath).appending(path: "../../../docs/vendors/\(vendor.id).md").standardizedFileURL
    let document = try String(contentsOf: page, encoding: .utf8)
    #expect(!vendor.publishedRoutes.isEmpty)
    let operations = vendor.surfaces.flatMap(\.operations)
    for route in vendor.publishedRoutes {
      #expect(document.contains("| `\(route.method) \(route.path)` | \(route.page) |"))
      #expect(!operations.contains { $0.method == route.method && $0.path.hasSameLiterals(as: route.path) })
    }
  }
}
