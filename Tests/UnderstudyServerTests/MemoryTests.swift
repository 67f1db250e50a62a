import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("The memory a client can take", .waits) struct MemoryTests {
  private final class Token: Sendable {}

  @Test(
    "No request outlives its connection",
    arguments: [
      "", "GET /", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\na: \(String(repeating: "a", count: 100_000))",
      "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\na: b",
      "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n",
      "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
      "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
      "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\nab",
      "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab",
      "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    ])
  func noLeak(_ bytes: String) throws {
    // Every request holds on to the answering closure, and the closure to the token.
    weak var token: Token?
    try {
      let held = Token()
      token = held
      let server = try Server(configuration: .tested(port: 0)) { [held] _ in
        withExtendedLifetime(held) { .immediate(Response(status: 200)) }
      }
      for leave in [RawClient.close, RawClient.abort] {
        let client = try RawClient(port: server.port)
        try? client.send(bytes)
        leave(client)()
      }
      // Served after the ones above have been accepted; `stop` closes those that are still open.
      _ = try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(token != nil)
      server.stop()
    }()
    #expect(token == nil)
  }

  @Test(
    "A body that is discarded is not kept",
    .disabled(if: Sanitizer.current == .address, "it keeps for a while what was freed, to see who still uses it"))
  func discardedBody() async {
    await #expect(processExitsWith: .success) {
      let server = try Server(configuration: .tested(port: 0, maximumBodyBytes: 100_000), answer: echo)
      defer { server.stop() }
      let client = try RawClient(port: server.port)
      let piece = [UInt8](repeating: 120, count: 1_000_000)
      let before = try kilobytes("VmHWM:")
      try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 16000000\r\n\r\n")
      for _ in 1...16 { try client.send(piece) }
      #expect(try client.readAnswer().status == 413)
      #expect(try kilobytes("VmHWM:") - before < 5_000)
    }
  }

  @Test func `A length that is merely claimed takes none`() async {
    await #expect(processExitsWith: .success) {
      let server = try Server(configuration: .tested(port: 0, maximumBodyBytes: 1 << 30), answer: echo)
      defer { server.stop() }
      let before = try kilobytes("VmData:")
      let clients = try (1...20).map { _ in
        let client = try RawClient(port: server.port)
        try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\nx")
        return client
      }
      #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
      // A thread's heap may grow in steps of 64 MB; what was claimed is 20 GB.
      #expect(try kilobytes("VmData:") - before < 500_000)
      withExtendedLifetime(clients) {}
    }
  }
}
