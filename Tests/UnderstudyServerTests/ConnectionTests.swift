import Dispatch
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A connection", .waits) struct ConnectionTests {
  @Test func `A thousand pipelined requests are answered in order`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send((1...1000).map { "PUT /\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab" }.joined())
    for number in 1...1000 {
      #expect(try client.readAnswer().text == "PUT /\(number)\nContent-Length=[2]\nab")
    }
  }

  @Test func `It stays open after an error answer`() throws {
    let server = try Server(configuration: .tested(port: 0)) { request in
      .immediate(Response(status: request.target == "/" ? 200 : 404))
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    #expect(try client.exchange("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").status == 404)
    #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
  }

  @Test(
    "It closes after the answer when the client wants it so",
    arguments: [
      "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ])
  func close(_ request: String) throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    #expect(try client.exchange(request)["Connection"] == "close")
    #expect(try client.readUntilClose() == [])
  }

  @Test func `HTTP 1.0 with keep-alive stays open`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    for _ in 1...2 {
      #expect(try client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").status == 200)
    }
  }

  @Test func `Small answers are not held back for the client's acknowledgement`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let time = try shortest(under: .seconds(1)) {
      try ContinuousClock().measure {
        for _ in 1...50 { _ = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
      }
    }
    // Held back, each would take about 40 ms.
    #expect(time < .seconds(1))
  }

  @Test func `Sixty-four clients at once each get their own answers`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let clients = try (1...64).map { _ in try RawClient(port: server.port) }
    for round in 1...10 {
      for (index, client) in clients.enumerated() {
        try client.send("GET /\(round)/\(index) HTTP/1.1\r\nHost: a\r\n\r\n")
      }
      for (index, client) in clients.enumerated() {
        #expect(try client.readAnswer().text == "GET /\(round)/\(index)\n")
      }
    }
  }

  /// libmicrohttpd fetches 128 events at once. (With threads of its own, it then waits for a 129th.)
  @Test("Exactly as many requests at once as are fetched at once are answered", arguments: [127, 128, 129, 256])
  func fetchedAtOnce(_ count: Int) throws {
    let (held, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let server = try Server(configuration: .tested(port: 0)) { request in
      if request.target == "/hold" {
        held.signal()
        release.wait()
      }
      return echo(request)
    }
    defer { server.stop() }
    let clients = try (1...count).map { _ in try RawClient(port: server.port) }
    for client in clients { _ = try client.exchange("GET /first HTTP/1.1\r\nHost: a\r\n\r\n") }
    let holder = try RawClient(port: server.port)
    try holder.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    held.wait()
    for client in clients { try client.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n") }
    release.signal()
    for client in clients { #expect(try client.readAnswer().text == "GET /second\n") }
  }
}
