import Synchronization
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A reply that another thread gives", .waits) struct PromiseTests {
  private let request = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"

  private func response(_ text: String = "after", _ delivery: Delivery = .plain) -> Reply {
    .immediate(Response(status: 200, body: Array(text.utf8), delivery: delivery))
  }

  @Test(
    "The response is sent when the promise is fulfilled, before or after the server took it",
    arguments: [
      "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", "GET /wait HTTP/1.0\r\n\r\n",
      "PUT /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
      "PUT /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
    ], ["before", "after"])
  func fulfill(_ request: String, _ time: String) throws {
    let promise = ReplyPromise()
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    if time == "before" { promise.fulfill(with: response()) }
    let client = try waiting.waitingClient(request)
    if time == "after" { promise.fulfill(with: response()) }
    promise.fulfill(with: response("a second one"))
    promise.response.wake()
    #expect(try client.readAnswer().text == "after")
  }

  @Test func `Waking does not replace fulfilling`() throws {
    let promise = ReplyPromise()
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    promise.response.wake()
    let client = try waiting.waitingClient()
    promise.response.wake()
    try waiting.settle()
    promise.fulfill(with: response())
    #expect(try client.readAnswer().text == "after")
  }

  @Test func `HEAD gets the head, and the connection goes on`() throws {
    let promises = Promises()
    let waiting = try WaitingServer { promises.next() }
    defer { waiting.server.stop() }
    let client = try waiting.client()
    for _ in 1...2 {
      try client.send("HEAD /wait HTTP/1.1\r\nHost: a\r\n\r\n")
      promises.fulfillNext(with: response())
      #expect(try client.readAnswer(to: "HEAD")["Content-Length"] == "5")
      #expect(try client.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /other\n")
    }
  }

  @Test func `Requests sent behind it are answered in their turn`() throws {
    let promises = Promises()
    let waiting = try WaitingServer { promises.next() }
    defer { waiting.server.stop() }
    let client = try waiting.client()
    let next = "PUT /next HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
    try client.send(request + next + request + next)
    for text in ["first", "second"] {
      promises.fulfillNext(with: response(text))
      #expect(try client.readAnswer().text == text)
      #expect(try client.readAnswer().text == "PUT /next\nContent-Length=[2]\nab")
    }
  }

  @Test func `It may be a deferred response, and a promise again`() throws {
    let (promise, inner) = (ReplyPromise(), ReplyPromise())
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient()
    promise.fulfill(with: .deferred(inner.response))
    try waiting.settle()
    let calls = Counter()
    let start = ContinuousClock.now
    inner.fulfill(with: .deferred(DeferredResponse(for: .milliseconds(100), produce: calls.answer())))
    #expect(try client.readAnswer().text == "after")
    #expect(start.duration(to: .now) >= .milliseconds(100))
    #expect(calls.count == 1)
    #expect(try client.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
  }

  @Test func `It may be a streaming body, which ends when the client leaves`() throws {
    let ends = Counter()
    let promise = ReplyPromise()
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient()
    promise.fulfill(with: .streaming(Response(status: 200), ends.body("abc")))
    #expect(try client.readText(until: "abc\r\n").hasSuffix("\r\n\r\n3\r\nabc\r\n"))
    #expect(ends.count == 0)
    client.halfClose()
    #expect(try client.readUntilClose() == [])
    #expect(until { ends.count == 1 })
  }

  @Test func `A streaming body for HEAD ends at once`() throws {
    let ends = Counter()
    let promise = ReplyPromise()
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient("HEAD /wait HTTP/1.1\r\nHost: a\r\n\r\n")
    promise.fulfill(with: .streaming(Response(status: 200), ends.body("abc")))
    #expect(try client.readAnswer(to: "HEAD").status == 200)
    #expect(try client.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    #expect(ends.count == 1)
  }

  @Test func `A client that will send nothing more still gets the response`() throws {
    let promise = ReplyPromise()
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient()
    client.halfClose()
    try waiting.settle()
    promise.fulfill(with: response("after", .dribble(chunks: 2, over: .milliseconds(20))))
    #expect(try client.readText(until: "\r\n0\r\n\r\n").hasSuffix("\r\n\r\n2\r\naf\r\n3\r\nter\r\n0\r\n\r\n"))
    #expect(try client.readUntilClose() == [])
  }

  @Test("If the promise is released, the connection is closed", arguments: ["before", "after"])
  func release(_ time: String) throws {
    let promise = Mutex<ReplyPromise?>(ReplyPromise())
    let response = try #require(promise.withLock { $0?.response })
    let waiting = try WaitingServer { response }
    defer { waiting.server.stop() }
    if time == "before" { promise.withLock { $0 = nil } }
    let client = try waiting.waitingClient()
    if time == "after" { promise.withLock { $0 = nil } }
    #expect(try client.readUntilClose() == [])
  }

  @Test("Cut off, the connection is closed, and a body given afterwards is ended", arguments: ["before", "after"])
  func cutOff(_ time: String) throws {
    let ends = Counter()
    let promise = ReplyPromise()
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    if time == "before" { promise.response.cutOff() }
    let client = try waiting.waitingClient()
    promise.response.cutOff()
    promise.fulfill(with: .streaming(Response(status: 200), ends.body("abc")))
    #expect(try client.readUntilClose() == [])
    #expect(ends.count == 1)
  }

  @Test(
    "Cut off while its own reply goes on, the connection is closed", arguments: ["deferred", "streaming", "plain"])
  func cutOffLater(_ kind: String) throws {
    let (calls, ends) = (Counter(), Counter())
    let promise = ReplyPromise()
    let waiting = try WaitingServer { promise.response }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient()
    switch kind {
    case "deferred":
      promise.fulfill(with: .deferred(DeferredResponse(for: .seconds(3600), produce: calls.answer())))
    case "streaming":
      promise.fulfill(with: .streaming(Response(status: 200), ends.body("abc")))
      _ = try client.readText(until: "abc\r\n")
    default: promise.fulfill(with: response("after", .dribble(chunks: 2, over: .seconds(3600))))
    }
    try waiting.settle()
    promise.response.cutOff()
    #expect(!(try client.readUntilClose()).contains(Array("after".utf8)))
    #expect(until { ends.count == (kind == "streaming" ? 1 : 0) })
    #expect(calls.count == 0)
  }

  @Test func `The server stops while promises are open, and what they are fulfilled with later is ended`() throws {
    let ends = Counter()
    let promises = Promises()
    let waiting = try WaitingServer { promises.next() }
    let clients = try (1...20).map { _ in try waiting.waitingClient() }
    promises.fulfillNext(with: .deferred(ReplyPromise().response))
    promises.fulfillNext(with: .streaming(Response(status: 200), ends.body("abc")))
    waiting.server.stop()
    for _ in 3...20 { promises.fulfillNext(with: .streaming(Response(status: 200), ends.body("abc"))) }
    #expect(ends.count == 19)
    for client in clients.dropFirst(2) { #expect(try client.readUntilClose() == []) }
  }

  @Test func `Of fulfilling and cutting off at the same time, one counts`() throws {
    for _ in 1...100 {
      let ends = Counter()
      let promise = ReplyPromise()
      let waiting = try WaitingServer { promise.response }
      let client = try waiting.client()
      try client.send("GET /wait HTTP/1.0\r\n\r\n")
      client.halfClose()
      try Threads.run(2) { number in
        if number == 0 {
          promise.fulfill(with: .streaming(Response(status: 200), ends.body("abc")))
        } else {
          promise.response.cutOff()
        }
      }
      _ = try client.readUntilClose()
      waiting.server.stop()
      #expect(ends.count == 1)
    }
  }
}

/// Promises in the order in which they were taken.
private final class Promises: Sendable {
  private let open = Mutex<[ReplyPromise]>([])

  func next() -> DeferredResponse {
    let promise = ReplyPromise()
    open.withLock { $0.append(promise) }
    return promise.response
  }

  /// Waits until there is one.
  func fulfillNext(with reply: Reply) {
    #expect(until { open.withLock { !$0.isEmpty } })
    open.withLock { $0.isEmpty ? nil : $0.removeFirst() }?.fulfill(with: reply)
  }
}

extension Counter {
  /// A streaming body of one piece, whose end is counted.
  func body(_ text: String) -> StreamingBody {
    let isSent = Mutex(false)
    return StreamingBody(
      next: {
        isSent.withLock { isSent in
          defer { isSent = true }
          return isSent ? .nothing(until: .now + .seconds(3600)) : .bytes(Array(text.utf8))
        }
      }, onEnd: { self.add() })
  }
}
