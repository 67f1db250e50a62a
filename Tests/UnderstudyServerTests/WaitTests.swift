import Glibc
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("An answer that waits", .waits) struct WaitTests {
  private let request = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test(
    "It comes after its time, not before",
    arguments: [
      "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", "GET /wait HTTP/1.0\r\n\r\n",
      "PUT /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
      "PUT /wait HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      "PUT /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" + String(repeating: "x", count: 1001),
      "PUT /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
    ])
  func time(_ request: String) throws {
    let time = try shortest(under: .milliseconds(650)) {
      let calls = Counter()
      let waiting = try WaitingServer { DeferredResponse(for: .milliseconds(150), produce: calls.answer()) }
      defer { waiting.server.stop() }
      let client = try waiting.client()
      let time = try ContinuousClock().measure {
        let answer = try client.exchange(request)
        #expect(answer.text == "after")
      }
      #expect(calls.count == 1)
      return time
    }
    #expect(time >= .milliseconds(150) && time < .milliseconds(650))
  }

  @Test("No length of time is too odd", arguments: [.zero, .seconds(-5), .nanoseconds(1)] as [Duration])
  func odd(_ duration: Duration) throws {
    let calls = Counter()
    let waiting = try WaitingServer { DeferredResponse(for: duration, produce: calls.answer()) }
    defer { waiting.server.stop() }
    let client = try waiting.client()
    for _ in 1...3 { #expect(try client.exchange(request).text == "after") }
  }

  @Test func `Those that wait less are answered first`() throws {
    let waiting = try Server(configuration: .tested(port: 0)) { request in
      let milliseconds = Int(request.target.dropFirst()) ?? 0
      return .deferred(
        DeferredResponse(for: .milliseconds(milliseconds)) {
          Response(status: 200, body: Array(request.target.utf8))
        })
    }
    defer { waiting.stop() }
    let times = [120, 30, 90, 60, 90, 30]
    let start = ContinuousClock.now
    let clients = try times.map { time in
      let client = try RawClient(port: waiting.port)
      try client.send("GET /\(time) HTTP/1.1\r\nHost: a\r\n\r\n")
      return (time, client)
    }
    for (time, client) in clients.sorted(by: { $0.0 < $1.0 }) {
      #expect(try client.readAnswer().text == "/\(time)")
      #expect(start.duration(to: .now) >= .milliseconds(time))
    }
  }

  @Test func `Without an answer the connection is closed`() throws {
    let waiting = try WaitingServer { DeferredResponse(for: .milliseconds(20)) { nil } }
    defer { waiting.server.stop() }
    #expect(try waiting.waitingClient().readUntilClose() == [])
  }

  @Test func `The connection goes on after it, and what was sent behind it is answered in its turn`() throws {
    let calls = Counter()
    let waiting = try WaitingServer { DeferredResponse(for: .milliseconds(30), produce: calls.answer()) }
    defer { waiting.server.stop() }
    let client = try waiting.client()
    let next = "PUT /next HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
    for _ in 1...2 {
      try client.send(request + next + request + request + next)
      for text in ["after", "next", "after", "after", "next"] {
        #expect(try client.readAnswer().text == (text == "next" ? "PUT /next\nContent-Length=[2]\nab" : text))
      }
    }
    #expect(calls.count == 6)
  }

  @Test func `It outlasts the timeout of idle connections, whose time starts anew after it`() throws {
    try GrowingDelay.attempt { timeout in
      let calls = Counter()
      let milliseconds = timeout.milliseconds * 12 / 10
      let waiting = try WaitingServer(timeout: timeout.milliseconds / 1000) {
        DeferredResponse(
          for: .milliseconds(milliseconds),
          produce: calls.answer("after", .dribble(chunks: 2, over: .milliseconds(2 * milliseconds))))
      }
      defer { waiting.server.stop() }
      let client = try timeout.inTime { try waiting.waitingClient("GET /wait HTTP/1.0\r\n\r\n") }
      #expect(try client.readAnswer().text == "after")
      #expect(calls.count == 1)
    }
  }

  @Test func `A client that says nothing more will come still gets its answer`() throws {
    let calls = Counter()
    let waiting = try WaitingServer { DeferredResponse(for: .milliseconds(200), produce: calls.answer()) }
    defer { waiting.server.stop() }
    // libmicrohttpd is kinder to the connection that has been idle for longest: that is another.
    let idle = try waiting.client()
    _ = try idle.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
    let client = try waiting.waitingClient()
    client.halfClose()
    #expect(try client.readAnswer().text == "after")
    #expect(try client.readUntilClose() == [])
    #expect(try idle.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
  }

  @Test func `Nothing keeps the processor busy meanwhile, whatever the client says no more`() async {
    await #expect(processExitsWith: .success) {
      let calls = Counter()
      let waiting = try WaitingServer { DeferredResponse(for: .seconds(1), produce: calls.answer()) }
      defer { waiting.server.stop() }
      let client = try waiting.waitingClient()
      client.halfClose()
      let begun = clock()
      #expect(try client.readAnswer().text == "after")
      let seconds = Double(clock() - begun) / Double(CLOCKS_PER_SEC)
      #expect(seconds < 0.3)
    }
  }

  @Test("A client that leaves meanwhile leaves nothing behind", arguments: ["close", "abort"])
  func leaving(_ way: String) async {
    await #expect(processExitsWith: .success) { [way] in
      final class Token: Sendable {}
      weak var token: Token?
      let calls = Counter()
      do {
        let held = Token()
        token = held
        let waiting = try WaitingServer {
          DeferredResponse(for: .milliseconds(200)) { [held] in
            withExtendedLifetime(held) { calls.add() }
            return Response(status: 200)
          }
        }
        let before = openDescriptors()
        for _ in 1...50 {
          let client = try waiting.waitingClient()
          if way == "close" { client.close() } else { client.abort() }
        }
        #expect(until { calls.count == 50 })
        // The test's own machinery opens one or two meanwhile.
        #expect(until { openDescriptors() < before + 10 })
        waiting.server.stop()
      }
      #expect(token == nil)
    }
  }
}
