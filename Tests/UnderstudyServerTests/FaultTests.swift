import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A fault on the wire", .waits) struct FaultTests {
  private static let requests = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + String(repeating: "x", count: 100_000),
    "PATCH / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  ]
  private static let ways = ["at once", "after a wait", "on a connection in use"]

  /// Sends the request to a server that answers with the fault.
  private func client(_ fault: ConnectionFault, _ request: String, _ way: String) throws -> (RawClient, Server) {
    let response = Response(status: 201, body: [1, 2, 3], delivery: .fault(fault))
    let server = try Server(configuration: .tested(port: 0)) { request in
      if request.target == "/first" { return echo(request) }
      return way == "after a wait"
        ? .deferred(DeferredResponse(for: .milliseconds(20)) { response }) : .immediate(response)
    }
    let client = try RawClient(port: server.port)
    if way == "on a connection in use" {
      #expect(try client.exchange("GET /first HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    }
    try client.send(request)
    return (client, server)
  }

  @Test("A reset is a reset", arguments: requests, ways)
  func connectionReset(_ request: String, _ way: String) throws {
    let (client, server) = try client(.connectionReset, request, way)
    defer { server.stop() }
    let failure = try #require(throws: RawClient.Failure.self) { try client.readSome() }
    #expect(failure.description == "recv: Connection reset by peer")
  }

  @Test("An empty response is the end of the stream", arguments: requests, ways)
  func emptyResponse(_ request: String, _ way: String) throws {
    let (client, server) = try client(.emptyResponse, request, way)
    defer { server.stop() }
    #expect(try client.readUntilClose() == [])
  }

  @Test("A malformed chunk follows the header of a good answer", arguments: requests, ways)
  func malformedChunk(_ request: String, _ way: String) throws {
    let (client, server) = try client(.malformedChunk, request, way)
    defer { server.stop() }
    let text = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(text == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nthis is not the size of a chunk\r\n")
  }

  @Test("Random data is not HTTP, not text, and different each time", arguments: requests, ways)
  func randomData(_ request: String, _ way: String) throws {
    let data = try (1...2).map { _ in
      let (client, server) = try client(.randomData, request, way)
      defer { server.stop() }
      return try client.readUntilClose()
    }
    #expect(data.allSatisfy { $0.count == 128 && ($0.first ?? 0) >= 0x80 })
    #expect(data.first != data.last)
  }

  @Test("The end comes in good order though the server has not read all", arguments: ConnectionFault.allCases)
  func unread(_ fault: ConnectionFault) throws {
    let wait = DeferredResponse(for: .seconds(3600)) { Response(status: 200, delivery: .fault(fault)) }
    let waiting = try WaitingServer { wait }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient(
      "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" + String(repeating: "x", count: 100_000))
    wait.wake()
    try waiting.settle()  // It has closed the connection by now.
    if fault == .connectionReset {
      #expect(throws: RawClient.Failure.self) { try client.readUntilClose() }
    } else {
      try client.send("y")  // After a reset this would fail.
      let counts: [ConnectionFault: Int] = [.emptyResponse: 0, .malformedChunk: 80, .randomData: 128]
      #expect(try client.readUntilClose().count == counts[fault])
    }
  }

  @Test(
    "What was answered before is not lost",
    arguments: [ConnectionFault.emptyResponse, .malformedChunk, .randomData])
  func pipelined(_ fault: ConnectionFault) throws {
    let server = try Server(configuration: .tested(port: 0)) { request in
      request.target == "/first" ? echo(request) : .immediate(Response(status: 200, delivery: .fault(fault)))
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send(
      "GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /fault HTTP/1.1\r\nHost: a\r\n\r\nGET /never HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    #expect(try client.readAnswer().text == "GET /first\n")
    #expect(!String(decoding: try client.readUntilClose(), as: UTF8.self).contains("never"))
  }
}
