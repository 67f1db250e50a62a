import Dispatch
import Synchronization
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("An answer without an end", .waits) struct FeedTests {
  private let source = Source()
  private let request = "GET /feed HTTP/1.1\r\nHost: a\r\n\r\n"

  private func server(timeout: Int = 3600) throws -> Server {
    try Server(configuration: .tested(port: 0, inactivityTimeout: timeout)) { [source] request in
      guard request.target == "/feed" else { return echo(request) }
      return .streaming(
        Response(status: 200, fields: [.server: "x"], body: Array("never sent".utf8)), source.feed())
    }
  }

  /// A client that has read the head of its answer.
  private func follower(of server: Server, hasField: Bool = true) throws -> RawClient {
    let client = try RawClient(port: server.port)
    try client.send(request)
    let head = try client.readText(until: "\r\n\r\n")
    #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n") && head.contains("\r\nTransfer-Encoding: chunked\r\n"))
    #expect(head.contains("\r\nServer: x\r\n") == hasField && !head.contains("never sent"))
    return client
  }

  @Test func `Pieces arrive when they are there, while the answer stays open and others are answered`() throws {
    let server = try server()
    defer { server.stop() }
    let client = try follower(of: server)
    for text in ["a", "bcd", "efghijklmnop"] {
      source.add(text)
      let size = String(text.utf8.count, radix: 16, uppercase: true)
      #expect(try client.readText(until: "\(text)\r\n") == "\(size)\r\n\(text)\r\n")
      #expect(try RawClient(port: server.port).exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    }
    #expect(source.ends.count == 0)
  }

  @Test func `A piece that is due later comes then, though nobody wakes the feed`() throws {
    let server = try server()
    defer { server.stop() }
    let start = ContinuousClock.now
    source.add("late", at: start + .milliseconds(200))
    let client = try follower(of: server)
    #expect(try client.readText(until: "late\r\n") == "4\r\nlate\r\n")
    #expect(start.duration(to: .now) >= .milliseconds(200))
  }

  @Test func `A large piece arrives whole, also without chunks at a client of HTTP 1.0`() throws {
    let server = try server()
    defer { server.stop() }
    let large = String(repeating: "0123456789", count: 100_000) + "!"
    source.add(large)
    let client = try RawClient(port: server.port)
    try client.send("GET /feed HTTP/1.0\r\n\r\n")
    _ = try client.readText(until: "\r\n\r\n")
    #expect(try client.readText(until: "!") == large)
  }

  @Test func `Nothing is lost of what many threads add while it is sent`() throws {
    let server = try server()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send("GET /feed HTTP/1.0\r\n\r\n")
    _ = try client.readText(until: "\r\n\r\n")
    DispatchQueue.concurrentPerform(iterations: 4) { number in
      for _ in 1...5000 { source.add("\(number)") }
    }
    source.add("!")
    let text = try client.readText(until: "!")
    for number in 0..<4 { #expect(text.count { String($0) == "\(number)" } == 5000) }
  }

  /// The time-out would end it too, in an hour.
  @Test func `The connection of a client that has left is closed, also beside one that has been idle for longer`()
    throws
  {
    let server = try server(timeout: 3600)
    defer { server.stop() }
    let idle = try RawClient(port: server.port)
    #expect(try idle.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    let before = sockets(at: server.port).count
    for _ in 1...3 { try follower(of: server).close() }
    #expect(until { sockets(at: server.port).count == before })
    #expect(try idle.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
  }

  @Test func `Woken while it is asked, it is asked again`() throws {
    let own = Mutex<StreamingBody?>(nil)
    let asked = Counter()
    let server = try Server(configuration: .tested(port: 0)) { _ in
      let feed = StreamingBody(
        next: {
          asked.add()
          if asked.count == 1 { own.withLock { $0 }?.wake() }
          return asked.count == 2 ? .bytes(Array("late".utf8)) : .nothing(until: .now + .seconds(3600))
        }, onEnd: {})
      own.withLock { $0 = feed }
      return .streaming(Response(status: 200), feed)
    }
    defer { server.stop() }
    #expect(try follower(of: server, hasField: false).readText(until: "late\r\n") == "4\r\nlate\r\n")
  }

  @Test(
    "A client that leaves is forgotten at once, whether it closes, resets or will send no more",
    arguments: ["close", "abort", "half-close"], ["with the head", "at once", "behind a large body"])
  func leaving(_ way: String, _ time: String) async {
    await #expect(processExitsWith: .success) { [way, time] in
      let tests = FeedTests()
      let server = try tests.server()
      defer { server.stop() }
      let before = openDescriptors()
      let clients = try (1...50).map { _ in
        let client = try RawClient(port: server.port)
        let size = time == "behind a large body" ? 500_000 : 0
        try client.send("PUT /feed HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
        try client.send([UInt8](repeating: 0, count: size))
        if time == "with the head" { _ = try client.readText(until: "\r\n\r\n") }
        switch way {
        case "close": client.close()
        case "abort": client.abort()
        default: client.halfClose()
        }
        return client
      }
      // A client that resets may be gone before its request is read.
      #expect(until { way == "abort" && time != "with the head" || tests.source.ends.count == 50 })
      let own = way == "half-close" ? clients.count : 0
      // The test's own machinery opens one or two meanwhile.
      #expect(until { openDescriptors() < before + own + 10 })
    }
  }

  @Test func `The server stops at once while feeds are open, and ends each of them`() throws {
    var rounds = 0
    let time = try shortest(under: .milliseconds(100) * Sanitizer.factor) {
      rounds += 1
      let server = try server()
      let clients = try (1...50).map { _ in try follower(of: server) }
      let time = ContinuousClock().measure { server.stop() }
      for client in clients { #expect(try client.readUntilClose() == []) }
      #expect(source.ends.count == 50 * rounds)
      return time
    }
    #expect(time < .milliseconds(100) * Sanitizer.factor)
  }

  @Test func `HEAD gets the head, and the connection goes on`() throws {
    let server = try server()
    defer { server.stop() }
    source.add("abc")
    let client = try RawClient(port: server.port)
    for round in 1...2 {
      let answer = try client.exchange("HEAD /feed HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(answer.status == 200 && answer["Server"] == "x")
      #expect(try client.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /other\n")
      #expect(source.ends.count == round)
    }
  }

  @Test func `It outlasts the timeout of idle connections`() throws {
    try GrowingDelay.attempt { timeout in
      let server = try server(timeout: timeout.milliseconds / 1000)
      defer { server.stop() }
      let client = try timeout.inTime { try follower(of: server) }
      source.add("late", at: .now + .milliseconds(timeout.milliseconds * 23 / 10))
      #expect(try client.readText(until: "late\r\n") == "4\r\nlate\r\n")
    }
  }

  @Test func `A client that takes nothing is closed after that timeout`() throws {
    try GrowingDelay.attempt { timeout in
      let server = try server(timeout: timeout.milliseconds / 1000)
      defer { server.stop() }
      let client = try timeout.inTime { try follower(of: server) }
      let before = source.ends.count
      // More than the system takes on the way.
      source.add(String(repeating: "0123456789", count: 2_000_000))
      #expect(until { source.ends.count > before })
      withExtendedLifetime(client) {}
    }
  }
}

/// What is sent by its feeds, whichever of them asks first.
private final class Source: Sendable {
  private struct State {
    var text = ""
    var time = ContinuousClock.now
    var feeds: [StreamingBody] = []
  }

  let ends = Counter()
  private let state = Mutex(State())

  func feed() -> StreamingBody {
    let feed = StreamingBody(next: { self.next() }, onEnd: { self.ends.add() })
    state.withLock { $0.feeds.append(feed) }
    return feed
  }

  func add(_ text: String, at time: ContinuousClock.Instant = .now) {
    let feeds = state.withLock { state in
      state.text += text
      state.time = time
      return state.feeds
    }
    feeds.forEach { $0.wake() }
  }

  private func next() -> StreamingBody.Piece {
    state.withLock { state in
      if state.text.isEmpty { return .nothing(until: .now + .seconds(3600)) }
      if state.time > .now { return .nothing(until: state.time) }
      defer { state.text = "" }
      return .bytes(Array(state.text.utf8))
    }
  }
}
