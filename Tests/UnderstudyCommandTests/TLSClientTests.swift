import Foundation
import Testing
import UnderstudyTestSupport

/// What clients see of TLS: `Tests/clients/https` and `Tests/clients/tunnel`.
@Suite("Clients over TLS", .waits, .tags(.external, .python), .needs(.python), .needs(.openssl))
struct TLSClientTests {
  private static let proxies = Dictionary(
    uniqueKeysWithValues: [
      "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy",
    ].map { ($0, "") })

  @Test(
    "see faults, versions and refusals, and the log says what to do", .needs(.curl), .needs(.recentNode),
    .ends)
  func facts() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving(["--tls", "--tls-dir", scratch("tls")])
    defer { server.kill() }
    let plain = try Serving()
    defer { plain.kill() }
    try PythonTests("clients/https").run(
      Self.proxies.merging([
        "HTTP_URL": "http://127.0.0.1:\(server.port)", "HTTPS_URL": "https://127.0.0.1:\(server.port)",
        "PLAIN_PORT": "\(plain.port)", "CA": scratch("tls/ca.pem"), "BUNDLE": scratch("tls/bundle.pem"),
        "NODE": ExternalProgram.recentNode.path ?? "node",
      ]) { $1 })
    for part in [
      "api.talkifai.dev ended the handshake", "it must trust the server's authority, which is at /__admin/ca.pem",
      "CONNECT to www.example.org:443 is not for this server", "Add www.example.org to NO_PROXY",
      "speaks neither TLS 1.2 nor 1.3",
    ] {
      #expect(server.logs(part), "\(server.errors)")
    }
    for part in [
      "A client spoke TLS to a plain port; start with --tls.",
      "A client used this server as a proxy for https, which needs TLS; start with --tls.",
    ] {
      #expect(plain.logs(part), "\(plain.errors)")
    }
    // At most once a minute.
    #expect(plain.errors.ranges(of: "spoke TLS").count < 3)
  }

  @Test(
    "reach other hosts by a tunnel, but none on this machine", .needs(.ip), .needsPrivateNetwork,
    .ends)
  func tunnel() throws {
    let server = try PrivateServer(
      hosts: "198.51.100.7 other.example\n127.0.0.1 localhost looped.example",
      addresses: ["198.51.100.7/32"], ["--proxy-others", "tunnel"])
    defer { server.kill() }
    try PythonTests("clients/tunnel").run(
      Self.proxies.merging(["PORT": "\(server.port)", "CA": "\(server.certificates)/ca.pem"]) { $1 },
      launcher: server.launcher)
  }
}
