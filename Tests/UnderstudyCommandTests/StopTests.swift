import Foundation
import Testing
import UnderstudyTestSupport

@Suite("When it is asked to stop", .waits) struct StopTests {
  /// 100 ms are promised; a loaded machine gets more.
  private static let bound = Duration.milliseconds(500) * Sanitizer.factor

  @Test("It ends at once with 0, idle connections or not", arguments: [SIGTERM, SIGINT], [0, 1, 20])
  func signals(_ signal: Int32, _ connections: Int) throws {
    let time = try shortest(under: Self.bound) {
      let server = try Serving()
      defer { server.kill() }
      let clients = try (0..<connections).map { _ in try server.client() }
      for client in clients { #expect(try client.update(#"{"max_duration":1}"#).status == 200) }
      let time = try ContinuousClock().measure {
        server.program.signal(signal)
        let ending = try server.program.ending()
        #expect(ending.code == 0)
      }
      for client in clients { #expect(try client.readUntilClose() == []) }
      return time
    }
    #expect(time < Self.bound)
  }

  @Test func `Connections that are silent, or in the middle of a request, do not hold it up`() throws {
    let request = Centerfy.salesBot.request(#"{"max_duration":1}"#)
    let time = try shortest(under: Self.bound) {
      let server = try Serving()
      defer { server.kill() }
      let clients = try ["", "PUT /func", String(request.dropLast(5))].map { start in
        let client = try server.client()
        try client.send(start)
        return client
      }
      #expect(try server.get("/__admin/livez").status == 200)
      let time = try ContinuousClock().measure {
        let ending = try server.stop()
        #expect(ending.code == 0)
      }
      withExtendedLifetime(clients) {}
      return time
    }
    #expect(time < Self.bound)
  }

  @Test("The log names the signal", arguments: [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")])
  func log(_ signal: Int32, _ name: String) throws {
    let server = try Serving()
    defer { server.kill() }
    server.program.signal(signal)
    let errors = try server.program.ending().errors
    #expect(errors.firstMatch(of: /\n\S+Z info stopping signal=(\w+)\n$/).map { String($0.1) } == name)
  }

}
