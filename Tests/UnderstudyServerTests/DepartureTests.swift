import Synchronization
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A client that leaves before its answer", .waits) struct DepartureTests {
  /// A server whose requests have the numbers in their paths, and the numbers that it reported.
  private final class Reporter: Sendable {
    private let numbers = Mutex<Set<UInt64>>([])
    var reported: Set<UInt64> { numbers.withLock { $0 } }

    func server(_ reply: @escaping @Sendable (UInt64) -> Reply) throws -> Server {
      try Server(
        configuration: .tested(port: 0), onDeparture: { number in self.numbers.withLock { _ = $0.insert(number) } }
      ) { request in
        UInt64(request.target.dropFirst()).map(reply) ?? echo(request)
      }
    }
  }

  private static let ways: [(name: String, leave: @Sendable (RawClient) -> Void)] = [
    ("close", { $0.close() }), ("abort", { $0.abort() }), ("half-close", { $0.halfClose() }),
  ]

  private func leave(_ client: RawClient, _ way: String) { Self.ways.first { $0.name == way }?.leave(client) }

  private static let requests = [
    "GET /7 HTTP/1.1\r\nHost: a\r\n\r\n", "PUT /7 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    // Answered before its body comes: libmicrohttpd then ends the request itself.
    "PUT /7 HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n",
  ]

  private func client(_ server: Server, _ number: Int, _ request: String? = nil) throws -> RawClient {
    let client = try RawClient(port: server.port)
    try client.send(request ?? "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
    // The one thread takes turns: it has the request after these.
    for _ in 1...2 { _ = try RawClient(port: server.port).exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n") }
    return client
  }

  private func response(_ number: UInt64, _ body: String = "after", _ delivery: Delivery = .plain) -> Response {
    var response = Response(status: 200, body: Array(body.utf8), delivery: delivery)
    response.recordNumber = number
    return response
  }

  @Test(
    "is reported while the answer is deferred, which is produced all the same",
    arguments: ways.map(\.name), requests)
  func waiting(_ way: String, _ request: String) throws {
    let (reporter, calls) = (Reporter(), Counter())
    let latest = Mutex<DeferredResponse?>(nil)
    let server = try reporter.server { number in
      let deferred = DeferredResponse(for: .seconds(3600), recordNumber: number) {
        calls.add()
        return self.response(number)
      }
      latest.withLock { $0 = deferred }
      return .deferred(deferred)
    }
    defer { server.stop() }
    let client = try client(server, 7, request)
    #expect(reporter.reported == [])
    leave(client, way)
    #expect(until { reporter.reported == [7] })
    #expect(calls.count == 0)
    latest.withLock { $0?.wake() }
    #expect(until { calls.count == 1 })
  }

  @Test("is reported while the answer dribbles", arguments: ways.map(\.name))
  func dribble(_ way: String) throws {
    let reporter = Reporter()
    let server = try reporter.server { number in
      .deferred(
        DeferredResponse(for: .zero, recordNumber: number) {
          self.response(number, "after", .dribble(chunks: 2, over: .seconds(3600)))
        })
    }
    defer { server.stop() }
    let client = try client(server, 7)
    _ = try client.readText(until: "\r\n\r\n")
    leave(client, way)
    #expect(until { reporter.reported == [7] })
  }

  @Test func `is reported if an immediate answer breaks off, and not for those that it has`() throws {
    let reporter = Reporter()
    let large = String(repeating: "x", count: 8_000_000)
    let server = try reporter.server { .immediate(self.response($0, $0 == 1 ? "small" : large)) }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try client.readAnswer().text == "small")
    client.abort()
    #expect(until { reporter.reported == [2] })
  }

  @Test("is not reported after the answer", arguments: ways.map(\.name))
  func answered(_ way: String) throws {
    let reporter = Reporter()
    let server = try reporter.server { number in
      number == 1
        ? .immediate(self.response(number))
        : .deferred(DeferredResponse(for: .milliseconds(1), recordNumber: number) { self.response(number) })
    }
    defer { server.stop() }
    for number in [1, 2, 2, 1] {
      let client = try client(server, number)
      #expect(try client.readAnswer().text == "after")
      leave(client, way)
      _ = try self.client(server, 1)
    }
    #expect(reporter.reported == [])
  }

  @Test("is not reported if the server ends the connection", arguments: ConnectionFault.allCases)
  func faults(_ fault: ConnectionFault) throws {
    let reporter = Reporter()
    let server = try reporter.server { number in
      number == 1
        ? .immediate(self.response(number, "", .fault(fault)))
        : .deferred(
          DeferredResponse(for: .zero, recordNumber: number) { self.response(number, "", .fault(fault)) })
    }
    for number in [1, 2] { _ = try? client(server, number).readUntilClose() }
    server.stop()
    #expect(reporter.reported == [])
  }

  @Test("is not reported if the answer is cut off or the server stops", arguments: ["cut off", "stop"])
  func cutOff(_ way: String) throws {
    let (reporter, calls) = (Reporter(), Counter())
    let all = Mutex<[DeferredResponse]>([])
    let server = try reporter.server { number in
      let deferred = DeferredResponse(for: .seconds(number == 1 ? 3600 : 0), recordNumber: number) {
        calls.add()
        return self.response(number, "after", .dribble(chunks: 2, over: .seconds(3600)))
      }
      all.withLock { $0.append(deferred) }
      return .deferred(deferred)
    }
    let clients = try [client(server, 1), client(server, 2)]
    if way == "stop" { server.stop() } else { all.withLock(\.self).forEach { $0.cutOff() } }
    for client in clients { _ = try client.readUntilClose() }
    server.stop()
    #expect(reporter.reported == [] && calls.count == 1)
  }
}
