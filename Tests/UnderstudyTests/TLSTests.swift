import Testing
import Understudy
import UnderstudyTestSupport

/// URLSession takes no authority on Linux, so that a client of GnuTLS is used, which verifies chain, names and constraints.
@Suite("A mock server with TLS", .waits) struct TLSTests {
  private let mock: MockServer
  private let sandbox: MockServer.Sandbox
  private let authority: String

  init() throws {
    mock = try MockServer(seeds: .directory(MockServer.seedData), tls: true)
    sandbox = mock.sandbox()
    authority = try #require(mock.certificateAuthority)
  }

  /// A client that has connected to the server, or by it to a host.
  private func client(connecting host: String?) throws -> RawClient {
    let client = try RawClient(port: mock.port)
    if let host {
      try client.send("CONNECT \(host):443 HTTP/1.1\r\nHost: \(host):443\r\n\r\n")
      #expect(try client.readText(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    }
    return client
  }

  @Test(
    "updates an agent for a client that trusts its authority only",
    arguments: [(nil, "localhost"), ("crmwebhook.com", "crmwebhook.com")] as [(String?, String)]
  )
  func update(_ proxied: String?, _ name: String) throws {
    let client = try client(connecting: proxied)
    try client.startTLS(name: name, trust: .authority(authority))
    let body = #"{"temperature":0.25}"#
    let answer = try client.exchange(
      """
      PUT \(Client.path) HTTP/1.1\r
      Host: \(name)\r
      x-api-key: \(sandbox.credential(Client.key))\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """)
    #expect(answer.status == 200, "\(answer.text)")
    let verdict = try sandbox.verify(
      .update(of: "centerfy", id: Client.agent, changedOnly: ["/temperature": 0.25]), .exactly(1))
    #expect(verdict.passed, "\(verdict)")
  }

  @Test("is not trusted for another name, nor by a client of another server") func untrusted() throws {
    let other = try MockServer(seeds: .directory(MockServer.seedData), tls: true)
    for (name, trusted) in [
      ("bank.example.net", authority), ("localhost", try #require(other.certificateAuthority)),
    ] {
      let failure = #expect(throws: RawClient.Failure.self) {
        try client(connecting: nil).startTLS(name: name, trust: .authority(trusted))
      }
      #expect(failure?.description.contains("certificate") == true, "\(failure?.description ?? "")")
    }
  }
}
