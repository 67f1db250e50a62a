import Foundation
import TestSupport
import Testing

@Suite("When it is asked to stop") struct StopTests {
  @Test("It ends at once with 0, idle connections or not", arguments: [SIGTERM, SIGINT], [0, 1, 20])
  func signals(_ signal: Int32, _ connections: Int) throws {
    let server = try Serving()
    defer { server.kill() }
    let clients = try (0..<connections).map { _ in try server.client() }
    for client in clients { #expect(try client.update(#"{"max_duration":1}"#).status == 200) }
    let started = ContinuousClock.now
    server.program.signal(signal)
    let ending = try server.program.ending()
    let elapsed = started.duration(to: .now)
    #expect(ending.code == 0)
    #expect(elapsed < .milliseconds(500) * Sanitizer.patience, "100 ms are promised; a loaded machine gets more")
    for client in clients { #expect(try client.readUntilClose() == []) }
  }

  @Test func `Connections that are silent, or in the middle of a request, do not hold it up`() throws {
    let server = try Serving()
    defer { server.kill() }
    let request = Centerfy.salesBot.request(#"{"max_duration":1}"#)
    let clients = try ["", "PUT /func", String(request.dropLast(5))].map { start in
      let client = try server.client()
      try client.send(start)
      return client
    }
    #expect(try server.get("/__admin/livez").status == 200)
    let started = ContinuousClock.now
    #expect(try server.stop().code == 0)
    #expect(started.duration(to: .now) < .milliseconds(500) * Sanitizer.patience)
    withExtendedLifetime(clients) {}
  }

  @Test("The log names the signal", arguments: [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")])
  func log(_ signal: Int32, _ name: String) throws {
    let server = try Serving()
    defer { server.kill() }
    server.program.signal(signal)
    let errors = try server.program.ending().errors
    #expect(errors.wholeMatch(of: /\S+Z info stopping signal=(\w+)\n/).map { String($0.1) } == name)
  }

}
