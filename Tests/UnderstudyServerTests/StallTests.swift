import Synchronization
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A connection that keeps the loop busy", .waits) struct StallTests {
  private static let upload = "PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test(
    "The line of a chunk that does not fit the buffer is refused", .sendsAtOnce,
    arguments: [
      "5;\(String(repeating: "x", count: 33_000))", "5;\(String(repeating: "x", count: 300_000))",
      String(repeating: "0", count: 40_000), "5\r\nhello\r\n5;\(String(repeating: "x", count: 33_000))",
    ], [false, true])
  func chunkLine(_ chunk: String, _ isHalfClosed: Bool) throws {
    let errors = Mutex<[Int?]>([])
    let server = try Server(
      configuration: .tested(port: 0), onProtocolError: { error in errors.withLock { $0.append(error.status) } },
      answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send(Self.upload + chunk)
    if isHalfClosed { client.halfClose() }
    let answer = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.split(separator: "HTTP/1.1 ").count == 1)
    #expect(errors.withLock(\.self) == [400])
  }

  @Test(.sendsAtOnce) func `Many are closed while slow uploads, waiting requests and others go on`() throws {
    let server = try Server(configuration: .tested(port: 0)) { request in
      request.target == "/wait"
        ? .deferred(DeferredResponse(for: .seconds(3600)) { Response(status: 200) })
        : echo(request)
    }
    defer { server.stop() }
    let slow = try (1...10).map { _ in try RawClient(port: server.port) }
    for client in slow { try client.send(Self.upload + "5\r\nhe") }
    let waiting = try RawClient(port: server.port)
    try waiting.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
    let stalled = try (1...50).map { _ in try RawClient(port: server.port) }
    for client in stalled { try client.send("\(Self.upload)5;\(String(repeating: "x", count: 40_000))") }
    for client in stalled {
      #expect(try RawClient(port: server.port).exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
      #expect(String(decoding: try client.readUntilClose(), as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
    }
    for client in slow {
      try client.send("llo\r\n0\r\n\r\n")
      #expect(try client.readAnswer().text.hasSuffix("\nhello"))
    }
    #expect(!waiting.hasInput)
  }

  @Test func `A client that half-closes and reads nothing lets the loop rest, and has all answers later`() throws {
    let rests = Counter()
    let body = [UInt8](repeating: 0x61, count: 8_000_000)
    let server = try Server(configuration: .tested(port: 0), onIdle: { rests.add() }) { request in
      .immediate(Response(status: 200, body: request.target == "/large" ? body : []))
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send(String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 3))
    client.halfClose()
    for _ in 1...3 {
      let before = rests.count
      #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
      #expect(until { rests.count > before })
    }
    for _ in 1...3 { #expect(try client.readAnswer().body.count == body.count) }
    #expect(try client.readUntilClose() == [])
  }
}
