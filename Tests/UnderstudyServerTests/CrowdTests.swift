import Glibc
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

/// A process of its own for each, with a thousand clients and one thread of the server's.
@Suite("A thousand answers waiting at once", .waits) struct CrowdTests {
  private static let requests = [
    "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", "PUT /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
  ]

  @Test func `They hold up nobody, and the server stops at once without answering them`() async {
    await #expect(processExitsWith: .success) {
      let (taken, calls) = (Counter(), Counter())
      let before = openDescriptors()
      do {
        let waiting = try WaitingServer {
          taken.add()
          return DeferredResponse(for: .seconds(3600), produce: calls.answer())
        }
        let clients = try (0..<1000).map { number in
          let client = try waiting.client()
          try client.send(Self.requests[number % 2])
          return client
        }
        #expect(until { taken.count == 1000 })
        let other = try waiting.client()
        for _ in 1...10 { _ = try other.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n") }
        let stopping = ContinuousClock().measure { waiting.server.stop() }
        #expect(stopping < patience, "the answers are due in an hour")
        for client in clients { #expect(try client.readUntilClose() == []) }
        #expect(calls.count == 0)
      }
      // The test's own machinery opens one or two meanwhile.
      #expect(openDescriptors() < before + 10)
    }
  }

  @Test func `They are all answered when their time comes`() async {
    await #expect(processExitsWith: .success) {
      let calls = Counter()
      let waiting = try WaitingServer { DeferredResponse(for: .milliseconds(300), produce: calls.answer()) }
      defer { waiting.server.stop() }
      let before = openDescriptors()
      let clients = try (0..<1000).map { number in
        let client = try waiting.client()
        try client.send(Self.requests[number % 2])
        return client
      }
      for client in clients { #expect(try client.readAnswer().text == "after") }
      #expect(calls.count == 1000)
      for client in clients { client.close() }
      #expect(until { openDescriptors() < before + 10 })
    }
  }

  @Test func `A low soft limit of descriptors does not keep them out`() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      limit.rlim_cur = 256
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let waiting = try WaitingServer { DeferredResponse(for: .seconds(3600)) { nil } }
      defer { waiting.server.stop() }
      let clients = try (0..<400).map { _ in
        let client = try waiting.client()
        try client.send(Self.requests[0])
        return client
      }
      try waiting.settle()
      withExtendedLifetime(clients) {}
    }
  }
}
