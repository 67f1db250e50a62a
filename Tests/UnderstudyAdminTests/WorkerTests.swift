import Dispatch
import Testing
import Understudy
@testable import UnderstudyAdmin
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyTestSupport

@Suite("The worker of the control plane", .waits) struct WorkerTests {
  /// Starts a request to the control plane that compares for seconds.
  private func slowRequest(to server: FreshServer) throws -> RawClient {
    let client = try server.client()
    try client.send(FreshServer.request("POST", "/__admin/near-misses/request-pattern", WorkTests.pattern))
    return client
  }

  @Test func `Vendors' responses and probes do not wait for it`() throws {
    let (server, client) = try WorkTests.server(requests: 20)
    let slow = try slowRequest(to: server)
    let update = FreshServer.request("PUT", FreshServer.path, #"{"temperature":0.1}"#, FreshServer.fields(nil))
    for _ in 1...5 {
      #expect(try client.exchange(update).status == 200)
      #expect(try client.exchange(FreshServer.request("GET", "/__admin/livez")).status == 200)
      #expect(try client.exchange(FreshServer.request("GET", "/__admin/readyz")).status == 200)
    }
    #expect(!slow.hasInput, "the control plane has responded before")
    #expect(try slow.readAnswer().status == 200)
  }

  @Test func `Requests of one connection are answered in their order`() throws {
    let server = try FreshServer()
    let client = try server.client()
    let update = FreshServer.request("PUT", FreshServer.path, #"{"temperature":0.1}"#, FreshServer.fields(nil))
    let mapping = #"{"request":{"method":"PUT"},"understudy":{"error":429,"times":1}}"#
    try client.send(
      update + FreshServer.request("POST", "/__admin/mappings", mapping) + update + update
        + FreshServer.request("GET", "/__admin/requests"))
    let answers = try (1...5).map { _ in try client.readAnswer() }
    #expect(answers.map(\.status) == [200, 201, 429, 200, 200])
    #expect(try answers.last?[at: "/meta/total"] == 3)
  }

  @Test func `A server that stops does not wait for it, and closes the connections that do`() throws {
    var (server, client): (FreshServer?, RawClient) = try WorkTests.server(requests: 20)
    let clients = try (1...10).map { _ in try slowRequest(to: #require(server)) }
    #expect(try client.exchange(FreshServer.request("GET", "/__admin/livez")).status == 200)
    server = nil
    #expect(try clients.map { try $0.readUntilClose() }.count { $0.isEmpty } >= 9)
  }

  @Test func `A request that finds too many waiting is refused`() throws {
    let worker = AdminWorker(isRunning: { true })
    let gate = DispatchSemaphore(value: 0)
    var accepted = 0
    while accepted < 2 * AdminWorker.maximumWaiting, worker.reply({ gate.waitForSignal() }) != nil { accepted += 1 }
    // One of them may be running, and does not wait then.
    #expect([0, 1].contains(accepted - AdminWorker.maximumWaiting))
    for _ in 0..<accepted { gate.signal() }
    #expect(until { worker.reply { .done } != nil })
  }

  @Test func `A database can be opened again once the server has stopped while it answered`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for _ in 1...10 {
      let server = try FreshServer { $0.database = .file(scratch("agents.sqlite")) }
      let client = try server.client()
      try client.send(FreshServer.request("GET", "/__admin/rules"))
      // By then, the worker has the other request.
      _ = try server.admin("GET", "/livez")
      server.stop()
    }
  }
}

extension DispatchSemaphore {
  fileprivate func waitForSignal() -> Reply {
    wait()
    return .done
  }
}
