import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite(
  "An unchanged client updates agents at the vendors' own URLs", .waits, .tags(.external, .python), .needs(.curl),
  .needs(.python), .needs(.java), .needs(.recentNode))
struct HTTPSClientTests {
  private static let clients = ExternalProgram.sample(of: UnchangedClient.allCases)

  /// What the server shows of the agents, and of the requests for them.
  private static let pages = [
    "/__admin/agents/talkifai/agent_abc123", "/__admin/agents/trillet-omni-flow/agentIdExample",
    "/__admin/requests",
  ]

  /// Expects that the client has seen the new name of both agents, and that the server has it, by requests to the vendors.
  private func expectUpdates(_ name: String, _ output: String, on read: (String) throws -> String) throws {
    #expect(output.split(separator: "\n").suffix(4) == [name[...], "200", name[...], "200"], "\(output)")
    let texts = try Self.pages.map(read)
    for text in texts.dropLast() { #expect(try JSON(text: text).members?["name"] == .string(name)) }
    let requests = try JSON(text: #require(texts.last)).members?["requests"]?.array ?? []
    #expect(
      requests.map { $0.members?["request"]?.members?["absoluteUrl"] } == [
        "https://api.trillet.ai/v1/api/omni-flow-agents/agentIdExample",
        "https://api.talkifai.dev/v1/agents/agent_abc123",
      ])
  }

  @Test("by `understudy run`", arguments: clients)
  func run(_ client: UnchangedClient) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let words = client.command("By run").map { "'\($0)'" }.joined(separator: " ")
    let running = try Running(script: "\(words) > '\(scratch("output"))' 2>&1")
    defer { running.kill() }
    let output = try String(contentsOfFile: scratch("output"), encoding: .utf8)
    try expectUpdates("By run", output) { try running.get($0).text }
    #expect(try running.end(0).code == 0)
  }

  @Test("by HTTPS_PROXY", arguments: clients)
  func proxy(_ client: UnchangedClient) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving(["--tls", "--tls-dir", scratch("tls")])
    defer { server.kill() }
    let variables = UnchangedClient.trusting(scratch("tls"), proxy: server.port)
    let answer = try Script.run(client.command("By proxy"), variables)
    try expectUpdates("By proxy", answer.output) { try server.get($0).text }
  }

  @Test("by the hosts' names, on port 443", .needs(.ip), .needsPrivateNetwork, arguments: clients)
  func name(_ client: UnchangedClient) throws {
    let server = try PrivateServer(port: 443, hosts: "127.0.0.1 localhost api.talkifai.dev api.trillet.ai")
    defer { server.kill() }
    let answer = try server.run(client.command("By name"), UnchangedClient.trusting(server.certificates))
    try expectUpdates("By name", answer.output) {
      try server.run(["curl", "--silent", "http://localhost:443\($0)"]).output
    }
  }

  @Test("by an option of curl") func curlOption() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving(["--tls", "--tls-dir", scratch("tls")])
    defer { server.kill() }
    let command =
      UnchangedClient.curl.command("By option") + [
        "--cacert", scratch("tls/ca.pem"), "--connect-to", "::127.0.0.1:\(server.port)", "--noproxy", "*",
      ]
    let answer = try Script.run(command, [:])
    try expectUpdates("By option", answer.output) { try server.get($0).text }
  }
}
