import Glibc
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("The life of a server", .waits) struct LifetimeTests {
  @Test func `It stops at once while clients keep connections open, and may be told so twice`() throws {
    let time = try shortest(under: .milliseconds(200)) {
      let server = try Server(configuration: .tested(port: 0), answer: echo)
      let clients = try (1...50).map { _ in try RawClient(port: server.port) }
      for client in clients { _ = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
      let time = ContinuousClock().measure { server.stop() }
      server.stop()
      for client in clients { #expect(try client.readUntilClose() == []) }
      #expect(throws: RawClient.Failure.self) { try RawClient(port: server.port) }
      return time
    }
    #expect(time < .milliseconds(200))
  }

  @Test func `It survives being stopped while malformed requests arrive`() async {
    await #expect(processExitsWith: .success) {
      for _ in 1...50 {
        let server = try Server(configuration: .tested(port: 0), answer: echo)
        let clients = try (1...20).map { _ in try RawClient(port: server.port) }
        for client in clients { try client.send("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n") }
        server.stop()
      }
    }
  }

  @Test func `It stops when it is forgotten`() throws {
    let port = try Server(configuration: .tested(port: 0), answer: echo).port
    #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
  }

  @Test func `Two hundred starts and stops leave no descriptor open`() async {
    await #expect(processExitsWith: .success) {
      func descriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
      let before = descriptors()
      for _ in 1...200 {
        let server = try Server(configuration: .tested(port: 0), answer: echo)
        #expect(descriptors() > before)
        _ = try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
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
      let server = try Server(configuration: .tested(port: 0)) { _ in .immediate(Response(status: 200, body: body))
      }
      defer { server.stop() }
      for leave in [RawClient.close, RawClient.abort, RawClient.close, RawClient.abort] {
        let client = try RawClient(port: server.port)
        try client.send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 20))
        leave(client)()
      }
      #expect(
        try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body.count == 1_000_000)
    }
  }
}
