import Synchronization
import Testing
import UnderstudyCertificates
import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyTestSupport

@Suite(
  "The first bytes of a connection", .waits, .enabled(if: Transport.current == .plain, "it tells both apart itself")
)
struct FirstBytesTests {
  private let errors = Errors()

  private final class Errors: Sendable {
    private let all = Mutex<[ProtocolError]>([])
    var reasons: [String] { all.withLock { $0.map(\.reason) } }
    func add(_ error: ProtocolError) { all.withLock { $0.append(error) } }
  }

  private func server(
    _ certificates: ServerCertificates? = sharedCertificates, timeout: Int = 3600,
    otherHosts: ProxyPolicy = .refused, connectionLimit: Int = 10_000
  ) throws -> Server {
    var configuration = Server.Configuration(
      port: 0, inactivityTimeout: timeout, connectionLimit: connectionLimit)
    configuration.certificates = certificates
    configuration.otherHosts = otherHosts
    return try Server(configuration: configuration, onProtocolError: errors.add, answer: echo)
  }

  private let request = "GET /a HTTP/1.1\r\nHost: api.example.com\r\n\r\n"

  @Test func `One port speaks plain HTTP and TLS`() throws {
    let server = try server()
    defer { server.stop() }
    let (plain, tls) = (try RawClient(port: server.port), try RawClient(port: server.port))
    try tls.startTLS()
    for _ in 1...2 {
      #expect(try plain.exchange(request).text == "GET /a\n")
      #expect(try tls.exchange(request).text == "GET /a\n")
    }
  }

  @Test(arguments: ["+VERS-TLS1.3", "+VERS-TLS1.2"])
  func `A version of today is spoken`(_ version: String) throws {
    let server = try server()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.startTLS(versions: version)
    #expect(try client.exchange(request).status == 200)
  }

  @Test(arguments: [0x01, 0x02] as [UInt8])
  func `A version of old is refused with an alert, and reported`(_ minor: UInt8) throws {
    let server = try server()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    // A ClientHello of TLS 1.0 or 1.1, with a random number, no session, one cipher suite and no compression.
    let hello = [3, minor] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0xC0, 0x0A, 1, 0]
    let message = [1, 0, 0, UInt8(hello.count)] + hello
    try client.send([0x16, 3, 1, 0, UInt8(message.count)] + message)
    #expect(try client.readUntilClose().first == 0x15)
    #expect(until { errors.reasons == ["A TLS client speaks neither TLS 1.2 nor 1.3, or ended the handshake."] })
  }

  @Test func `A handshake that takes too long ends no other`() throws {
    let server = try server(timeout: 1)
    defer { server.stop() }
    var begun: [RawClient] = []
    // After the first second, one of those that were begun ends beside each other handshake.
    let start = ContinuousClock.now
    while start.duration(to: .now) < .seconds(3) {
      let client = try RawClient(port: server.port)
      // On a busy machine, it may have ended already.
      try? client.send([0x16, 3, 1, 1, 0, 1, 0, 0, 0xFC, 3, 3])
      begun.append(client)
      do {
        try RawClient(port: server.port).startTLS()
      } catch {
        // On a busy machine, it may take too long itself.
        #expect(!"\(error)".contains("alert"), "\(error)")
      }
    }
  }

  @Test func `A client that refuses the certificate is reported with the name that it asked for`() throws {
    let server = try server()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    #expect(throws: RawClient.Failure.self) { try client.startTLS(name: "api.example.com", trust: .none) }
    #expect(until { errors.reasons.count == 1 })
    #expect(errors.reasons.allSatisfy { $0.contains("api.example.com") && $0.contains("/__admin/ca.pem") })
  }

  @Test func `Each name has its certificate, and other names have that of this machine`() throws {
    let server = try server()
    defer { server.stop() }
    let shown = try [nil, "localhost", "api.example.com", "API.example.com", "www.example.com", "api.example.com"]
      .map {
        let client = try RawClient(port: server.port)
        try client.startTLS(name: $0)
        return try #require(client.certificate)
      }
    #expect(shown[2] == shown[3] && shown[2] == shown[5] && shown[0] == shown[4])
    #expect(Set([shown[0], shown[1], shown[2]]).count == 3)
  }

  @Test func `TLS on a plain port is answered with an alert`() throws {
    let server = try server(nil)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let failure = #expect(throws: RawClient.Failure.self) { try client.startTLS() }
    #expect(failure?.description.contains("fatal alert has been received") == true)
    #expect(until { errors.reasons == ["A client spoke TLS to a plain port; start with --tls."] })
  }

  @Test(arguments: ["api.example.com:443", "API.EXAMPLE.COM:8443", "api.example.com.:80"])
  func `CONNECT to a host of the server's is taken, for TLS and for plain HTTP`(_ authority: String) throws {
    let server = try server()
    defer { server.stop() }
    for isTLS in [true, false] {
      let client = try RawClient(port: server.port)
      try client.send("CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\nUser-Agent: a\r\n\r\n")
      #expect(try client.readText(until: "\r\n\r\n") == "HTTP/1.1 200 Connection established\r\n\r\n")
      if isTLS { try client.startTLS(name: "api.example.com") }
      #expect(try client.exchange(request).text == "GET /a\n")
      #expect(try client.exchange(request).text == "GET /a\n")
    }
  }

  @Test func `CONNECT in pieces, and with what follows in the same piece, is taken`() throws {
    let server = try server()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    for piece in ["C", "ONNE", "CT api.example.com:443 HT", "TP/1.1\r\nHost: a\r", "\n\r", "\n" + request] {
      try client.send(piece)
      // Others are answered meanwhile, and the server has seen the piece.
      #expect(try RawClient(port: server.port).exchange(request).status == 200)
    }
    #expect(try client.readText(until: "\r\n\r\n") == "HTTP/1.1 200 Connection established\r\n\r\n")
    #expect(try client.readAnswer().text == "GET /a\n")
  }

  @Test func `CONNECT to this machine is taken for the server's own port only`() throws {
    let server = try server(otherHosts: .tunnelled)
    defer { server.stop() }
    for host in ["localhost", "127.0.0.1", "[::1]"] {
      let own = try RawClient(port: server.port)
      try own.send("CONNECT \(host):\(server.port) HTTP/1.1\r\n\r\n")
      #expect(try own.readText(until: "\r\n\r\n").contains(" 200 "))
      let other = try RawClient(port: server.port).exchange("CONNECT \(host):1 HTTP/1.1\r\n\r\n")
      #expect(other.status == 502)
      #expect(other.text.contains("loopback"))
    }
  }

  @Test func `CONNECT to another host is refused with the host's name and what to do`() throws {
    let server = try server()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send("CONNECT www.example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n")
    // Many clients show this line only.
    let line = try client.readText(until: "\r\n")
    #expect(
      line == "HTTP/1.1 502 Bad Gateway: www.example.org is not served here; add it to NO_PROXY\r\n")
    let answer = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(answer.contains("www.example.org:443") && answer.contains("NO_PROXY"))
    #expect(answer.contains("api.example.com"))
    #expect(until { errors.reasons.count == 1 })
  }

  @Test func `CONNECT without TLS is a 501 with the option to use`() throws {
    let server = try server(nil)
    defer { server.stop() }
    let answer = try RawClient(port: server.port).exchange(
      "CONNECT api.example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(answer.status == 501)
    #expect(answer.text.contains("--tls"))
  }

  @Test(arguments: [
    ("CONNECT api.example.com HTTP/1.1\r\n\r\n", 400), ("CONNECT api.example.com:0 HTTP/1.1\r\n\r\n", 400),
    ("CONNECT api.example.com:65536 HTTP/1.1\r\n\r\n", 400), ("CONNECT :443 HTTP/1.1\r\n\r\n", 400),
    ("CONNECT a b:443 HTTP/1.1\r\n\r\n", 400), ("CONNECT a..b:443 HTTP/1.1\r\n\r\n", 400),
    ("CONNECT [::1:443 HTTP/1.1\r\n\r\n", 400), ("CONNECT [a]:443 HTTP/1.1\r\n\r\n", 400),
    ("CONNECT a:+1 HTTP/1.1\r\n\r\n", 400), ("CONNECT a:1 HTTP/2.0\r\n\r\n", 400), ("CONNECT a:1\r\n\r\n", 400),
    ("CONNECT a:1 HTTP/1.1\r\nno field\r\n\r\n", 400), ("CONNECT a:1 HTTP/1.1\r\nA: b\0c\r\n\r\n", 400),
    ("CONNECT a:1 HTTP/1.1\r\nA: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431),
    ("CONNECT \u{1B}[0m:443 HTTP/1.1\r\n\r\n", 400), ("CONNECT é:443 HTTP/1.1\r\n\r\n", 400),
  ])
  func `A wrong CONNECT is refused, once`(_ bytes: String, _ status: Int) throws {
    let server = try server()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send(bytes)
    let answer = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && answer.split(separator: "HTTP/1.1 ").count == 1)
    #expect(until { errors.reasons.count == 1 })
  }

  @Test func `CONNECT within a connection that is in use, or was proxied, is refused`() throws {
    let server = try server()
    defer { server.stop() }
    let connect = "CONNECT api.example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n"
    let used = try RawClient(port: server.port)
    #expect(try used.exchange(request).status == 200)
    #expect(try used.exchange(connect).status == 400)
    let proxied = try RawClient(port: server.port)
    try proxied.send(connect)
    _ = try proxied.readText(until: "\r\n\r\n")
    #expect(try proxied.exchange(connect).status == 400)
  }

  @Test(arguments: [
    "", "C", "CONNECT api.example.com:443 HTTP/1.1\r\n", "\u{16}", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
  ])
  func `A client that stops in its first bytes is closed in time, and costs nothing until then`(_ bytes: String)
    throws
  {
    try GrowingDelay.attempt(from: 2000) { timeout in
      let rests = Counter()
      var configuration = Server.Configuration(port: 0, inactivityTimeout: timeout.milliseconds / 1000)
      configuration.certificates = sharedCertificates
      let server = try Server(configuration: configuration, onIdle: rests.add, answer: echo)
      defer { server.stop() }
      let client = try timeout.inTime {
        let client = try RawClient(port: server.port)
        try client.send(bytes)
        return client
      }
      #expect(try client.readUntilClose().count <= 7)
      // The loop rests before each wait: some for the connection itself, none again and again.
      #expect(rests.count < 30)
    }
  }

  @Test(arguments: [
    "", "C", "CONNECT api.example.com:443 HTTP/1.1\r\n", "\u{16}", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
  ])
  func `A client that leaves in its first bytes is closed at once`(_ bytes: String) throws {
    let server = try server(connectionLimit: 1)
    defer { server.stop() }
    for leave in [{ $0.close() }, { $0.halfClose() }] as [(RawClient) -> Void] {
      let client = try RawClient(port: server.port)
      try client.send(bytes)
      leave(client)
      // There is room for one.
      #expect(try RawClient(port: server.port).exchange(request).status == 200)
    }
  }

  @Test func `Clients that stop in their first bytes count as connections, and end with the server`() throws {
    let server = try server(connectionLimit: 3)
    let silent = try ["", "CONNECT", "\u{16}\u{3}\u{1}"].map { bytes in
      let client = try RawClient(port: server.port)
      try client.send(bytes)
      return client
    }
    let fourth = try RawClient(port: server.port, timeout: 1)
    #expect(throws: RawClient.Failure.self) { try fourth.exchange(request) }
    silent[0].close()
    #expect(until { (try? fourth.readAnswer().status) == 200 })
    server.stop()
    // The last two may get an alert of TLS.
    for client in silent.dropFirst() { #expect(try client.readUntilClose().count <= 7) }
  }
}
