import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

/// `examples/several-servers`, run by Debian's nginx.
@Suite("Behind a proxy that hashes names", .waits, .tags(.external), .needs(.nginx), .ends)
struct ScaleOutTests {
  /// The ways to say which sandbox a request is for.
  enum Naming: CaseIterable {
    case path, header, apiKey, token, workspace, session

    /// One update, named so.
    func request(_ sandbox: String, _ body: String = #"{"name":"Fleet"}"#) -> String {
      let named = "~\(sandbox)"
      let (path, fields) =
        switch self {
        case .path: ("/sandbox/\(sandbox)\(Centerfy.salesBot.path)", ["x-api-key: cfy_your_api_key"])
        case .header:
          (Centerfy.salesBot.path, ["X-Understudy-Sandbox: \(sandbox)", "x-api-key: cfy_your_api_key~other"])
        case .apiKey: (Centerfy.salesBot.path, ["x-api-key: cfy_your_api_key\(named)"])
        case .token:
          ("/v1/agents/agt_PAEZ_njcfm2kycpjs", ["Authorization: Bearer pk_test_voicebip_example\(named)"])
        case .workspace:
          ("/v1/api/omni-flow-agents/agentIdExample", ["x-workspace-id: workspaceIdExample\(named)"])
        case .session:
          ("/api/agents/agent_abc123", ["Cookie: a=b~c; better-auth.session_token=YOUR_SESSION_TOKEN\(named); d=e"])
        }
      let lines = ["\(self == .token ? "PATCH" : "PUT") \(path) HTTP/1.1", "Host: localhost"] + fields
      return (lines + ["Content-Type: application/json", "Content-Length: \(body.utf8.count)", "", body])
        .joined(separator: "\r\n")
    }
  }

  private static let arguments = ["--clock", "2026-04-17T12:00:00Z", "--log-level", "warning"]

  private func fleet() throws -> Fleet { try Fleet(Self.arguments) }

  @Test func `A hundred sandboxes are each at one process, however named, and answered as by one`() throws {
    let fleet = try fleet()
    defer { fleet.kill() }
    let single = try Serving(Self.arguments)
    defer { single.kill() }
    let (behind, alone) = (try fleet.client(), try single.client())
    let names = (1...100).map { "checkout-\($0)" }
    for naming in Naming.allCases {
      for name in names {
        let request = naming.request(name)
        let answer = try behind.exchange(request)
        #expect(answer.status == 200 && answer["X-Understudy-Sandbox"] == name, "\(naming): \(answer.text)")
        #expect(answer.essence == (try alone.exchange(request)).essence)
      }
    }
    let held = try fleet.servers.map { try $0.sandboxes() }
    #expect(held[0].isDisjoint(with: held[1]))
    #expect(held[0].union(held[1]) == Set(names))
    #expect(held.allSatisfy { $0.count >= 10 }, "\(held.map(\.count)) of a hundred are no fair shares")
    for name in names {
      let list = try behind.get("/sandbox/\(name)/__admin/requests")
      #expect(list.total == .number(Number(Naming.allCases.count)))
    }
  }

  @Test func `The control plane reaches the process that has the sandbox`() throws {
    let fleet = try fleet()
    defer { fleet.kill() }
    let client = try fleet.client()
    for name in (1...10).map({ "form-\($0)" }) {
      let fault = #"{"request":{"method":"PUT"},"understudy":{"error":429,"times":1}}"#
      #expect(try client.post("/sandbox/\(name)/__admin/mappings", fault).status == 201)
      #expect(try client.exchange(Naming.apiKey.request(name)).status == 429)
      #expect(try client.exchange(Naming.header.request(name)).status == 200)
      let removal = "DELETE /__admin/sandboxes/\(name) HTTP/1.1\r\nHost: localhost\r\n\r\n"
      #expect(try client.exchange(removal).status == 200)
    }
    #expect(try fleet.servers.allSatisfy { try $0.sandboxes().isEmpty })
  }

  @Test func `An answer that a test breaks off breaks off, and does no harm to the next`() throws {
    let fleet = try fleet()
    defer { fleet.kill() }
    let fault = #"{"response":{"fault":"CONNECTION_RESET_BY_PEER"},"understudy":{"emulate":true,"times":1}}"#
    for name in ["break-1", "break-2", "break-3"] {
      #expect(try fleet.client().post("/sandbox/\(name)/__admin/mappings", fault).status == 201)
      let broken = try fleet.client()
      #expect(throws: RawClient.Failure.self) { try broken.exchange(Naming.header.request(name)) }
      let client = try fleet.client()
      #expect(try client.exchange(Naming.header.request(name)).status == 200)
      #expect(try client.get("/sandbox/\(name)/__admin/requests").total == 2)
    }
  }

  @Test func `Where a process is gone its sandboxes are said to be, and the others' go on`() throws {
    let fleet = try fleet()
    defer { fleet.kill() }
    let client = try fleet.client()
    let names = (1...20).map { "gone-\($0)" }
    for name in names { #expect(try client.exchange(Naming.header.request(name)).status == 200) }
    let lost = try fleet.servers[0].sandboxes()
    fleet.servers[0].program.kill()
    for name in names {
      let answer = try client.exchange(Naming.header.request(name))
      #expect(answer.status == (lost.contains(name) ? 502 : 200))
      if answer.status == 502 { #expect(answer.text == "The process of the sandbox \(name) is not running.\n") }
    }
  }
}

extension RawAnswer {
  /// Without what differs from one answer or connection to the next.
  fileprivate var essence: [String] {
    let passing = ["connection", "date", "server", "x-understudy-request-id"]
    let kept = fields.filter { !passing.contains($0.name.lowercased()) }
    return ["\(status)", text] + kept.map { "\($0.name.lowercased()): \($0.value)" }.sorted()
  }

  /// How many entries a list says that it has.
  fileprivate var total: JSON? { try? JSON(text: text).members?["meta"]?.members?["total"] }
}

extension RawClient {
  fileprivate func get(_ path: String) throws -> RawAnswer {
    try exchange("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
  }

  fileprivate func post(_ path: String, _ body: String) throws -> RawAnswer {
    try exchange(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }
}

extension Serving {
  /// The names of those that it has seen a request for.
  fileprivate func sandboxes() throws -> Set<String> {
    let list = try JSON(text: try get("/__admin/sandboxes").text).members?["sandboxes"]?.array ?? []
    return Set(list.compactMap { $0.members?["name"]?.string }).subtracting(["default"])
  }
}
