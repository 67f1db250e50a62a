import Glibc
import MicroHTTP
import TestSupport
import Testing

@Suite("The life of a server") struct LifetimeTests {
  private final class Token: Sendable {}

  @Test("No request outlives its connection", arguments: [
    "", "GET /", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
    "GET / HTTP/1.1\r\na: \(String(repeating: "a", count: 100_000))", "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\na: b",
    "PUT / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab",
    "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab", "PUT / HTTP/1.1\r\nExpect: 100-continue\r\n",
    "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "PUT / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\nab",
  ])
  func noLeak(_ bytes: String) throws {
    // Every request holds on to the answering closure, and the closure to the token.
    weak var token: Token?
    try {
      let held = Token()
      token = held
      let server = try Server(configuration: .init(port: 0)) { [held] _ in
        withExtendedLifetime(held) { Response(status: 200) }
      }
      for leave in [RawClient.close, RawClient.abort] {
        let client = try RawClient(port: server.port)
        try? client.send(bytes)
        leave(client)()
      }
      // Served after the ones above have been accepted; `stop` finishes those that are still under way.
      _ = try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\n\r\n")
      #expect(token != nil)
      server.stop()
    }()
    #expect(token == nil)
  }

  @Test func `It stops at once while clients keep connections open, and may be told so twice`() throws {
    let times = try (1...3).map { _ in
      let server = try Server(configuration: .init(port: 0, threads: 4), answer: echo)
      let clients = try (1...50).map { _ in try RawClient(port: server.port) }
      for client in clients { _ = try client.exchange("GET / HTTP/1.1\r\n\r\n") }
      let time = ContinuousClock().measure { server.stop() }
      server.stop()
      for client in clients { #expect(try client.readUntilClose() == []) }
      #expect(throws: RawClient.Failure.self) { try RawClient(port: server.port) }
      return time
    }
    #expect(times.min() ?? .zero < .milliseconds(50))
  }

  @Test func `It survives being stopped while malformed requests arrive`() async {
    await #expect(processExitsWith: .success) {
      for _ in 1...50 {
        let server = try Server(configuration: .init(port: 0, threads: 2), answer: echo)
        let clients = try (1...20).map { _ in try RawClient(port: server.port) }
        for client in clients { try client.send("GET / HTTP/1.1\r\nno colon\r\n\r\n") }
        server.stop()
      }
    }
  }

  @Test func `It stops when it is forgotten`() throws {
    let port = try Server(configuration: .init(port: 0), answer: echo).port
    #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
  }

  @Test func `Two hundred starts and stops leave no descriptor open`() async {
    await #expect(processExitsWith: .success) {
      func descriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
      let before = descriptors()
      for _ in 1...200 {
        let server = try Server(configuration: .init(port: 0, threads: 2), answer: echo)
        #expect(descriptors() > before)
        _ = try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\n\r\n")
        server.stop()
      }
      // The test's own machinery opens and closes one or two meanwhile.
      #expect(descriptors() < before + 10)
    }
  }

  @Test func `A client that leaves before its answer does not end the process`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_DFL)
      let body = [UInt8](repeating: 0, count: 1_000_000)
      let server = try Server(configuration: .init(port: 0)) { _ in Response(status: 200, body: body) }
      defer { server.stop() }
      for leave in [RawClient.close, RawClient.abort, RawClient.close, RawClient.abort] {
        let client = try RawClient(port: server.port)
        try client.send(String(repeating: "GET / HTTP/1.1\r\n\r\n", count: 20))
        leave(client)()
      }
      #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\n\r\n").body.count == 1_000_000)
    }
  }
}
