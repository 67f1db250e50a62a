import Dispatch
import Synchronization
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A wait that another thread ends", .waits) struct WakeTests {
  private let calls = Counter()
  private let request = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"

  private func longWait(_ delivery: Delivery = .plain) -> DeferredResponse {
    DeferredResponse(for: .seconds(3600), produce: calls.answer("after", delivery))
  }

  @Test func `Woken, it is answered at once`() throws {
    let wait = longWait()
    let waiting = try WaitingServer { wait }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient()
    #expect(calls.count == 0)
    wait.wake()
    wait.wake()
    #expect(try client.readAnswer().text == "after")
    #expect(try client.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /other\n")
    wait.wake()
    wait.cutOff()
    #expect(try client.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /other\n")
    #expect(calls.count == 1)
  }

  @Test func `Woken before the server has it, it does not wait`() throws {
    let wait = longWait()
    wait.wake()
    let waiting = try WaitingServer { wait }
    defer { waiting.server.stop() }
    #expect(try waiting.client().exchange(request).text == "after")
  }

  @Test func `Cut off, it is closed without an answer`() throws {
    let wait = longWait()
    let waiting = try WaitingServer { wait }
    defer { waiting.server.stop() }
    let client = try waiting.waitingClient()
    wait.cutOff()
    wait.cutOff()
    wait.wake()
    #expect(try client.readUntilClose() == [])
    try waiting.settle()
    #expect(calls.count == 0)
  }

  @Test func `Cut off before the server has it, it is closed at once`() throws {
    let wait = longWait()
    wait.cutOff()
    let waiting = try WaitingServer { wait }
    defer { waiting.server.stop() }
    #expect(try waiting.waitingClient().readUntilClose() == [])
    #expect(calls.count == 0)
  }

  @Test func `Cut off while its answer dribbles, it is closed without the rest, and its descriptor freed`() async {
    await #expect(processExitsWith: .success) {
      let latest = Mutex<DeferredResponse?>(nil)
      let waiting = try WaitingServer {
        let wait = DeferredResponse(
          for: .zero, produce: Counter().answer("after", .dribble(chunks: 2, over: .seconds(3600))))
        latest.withLock { $0 = wait }
        return wait
      }
      defer { waiting.server.stop() }
      let before = openDescriptors()
      let clients = try (1...50).map { _ in
        let client = try waiting.client()
        try client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        var text = ""
        while !text.hasSuffix("\r\n\r\n") { text += String(decoding: try client.readSome(), as: UTF8.self) }
        latest.withLock { $0?.cutOff() }
        #expect(try client.readUntilClose() == [])
        return client
      }
      // The clients' own are still open; the test's own machinery opens one or two.
      #expect(until { openDescriptors() < before + clients.count + 10 })
    }
  }

  @Test func `Cut off while the client takes nothing of a large answer, it is closed`() async {
    await #expect(processExitsWith: .success) {
      let latest = Mutex<DeferredResponse?>(nil)
      let waiting = try WaitingServer {
        let wait = DeferredResponse(for: .zero) {
          Response(status: 200, body: [UInt8](repeating: 0, count: 20_000_000))
        }
        latest.withLock { $0 = wait }
        return wait
      }
      defer { waiting.server.stop() }
      let before = openDescriptors()
      let clients = try (1...20).map { _ in
        let client = try waiting.waitingClient()
        latest.withLock { $0?.cutOff() }
        return client
      }
      #expect(until { openDescriptors() < before + clients.count + 10 })
      for client in clients { #expect((try? client.readUntilClose())?.count ?? 0 < 20_000_000) }
    }
  }

  @Test func `Cut off by its own closure, it is closed without the answer`() throws {
    let own = Mutex<DeferredResponse?>(nil)
    let waiting = try WaitingServer {
      let wait = DeferredResponse(for: .milliseconds(10)) {
        own.withLock { $0?.cutOff() }
        return Response(status: 200)
      }
      own.withLock { $0 = wait }
      return wait
    }
    defer { waiting.server.stop() }
    #expect(try waiting.waitingClient().readUntilClose() == [])
  }

  @Test func `A second request with the same wait is closed`() throws {
    let wait = longWait()
    let waiting = try WaitingServer { wait }
    defer { waiting.server.stop() }
    let first = try waiting.waitingClient()
    #expect(try waiting.waitingClient().readUntilClose() == [])
    wait.wake()
    #expect(try first.readAnswer().text == "after")
    #expect(try waiting.waitingClient().readUntilClose() == [])
  }

  @Test func `Whatever comes together, exactly one thing comes of it`() throws {
    let clock = ContinuousClock()
    for round in 1...100 {
      let calls = Counter()
      let wait = DeferredResponse(for: .microseconds(round * 20), produce: calls.answer())
      let waiting = try WaitingServer { wait }
      let client = try waiting.client()
      try client.send("GET /wait HTTP/1.0\r\n\r\n")
      DispatchQueue.concurrentPerform(iterations: 4) { index in
        let start = clock.now
        while start.duration(to: clock.now) < .microseconds(round * 20) {}
        if index < 2 { wait.wake() } else if round.isMultiple(of: 2) || index == 2 { wait.cutOff() }
      }
      let received = String(decoding: try client.readUntilClose(), as: UTF8.self)
      #expect(received.isEmpty || received.hasSuffix("\r\n\r\nafter"))
      waiting.server.stop()
      #expect(received.isEmpty ? calls.count <= 1 : calls.count == 1)
    }
  }
}
