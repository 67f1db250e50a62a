import Testing
import UnderstudyTestSupport

@Suite("WireMock's published client for Python", .waits, .tags(.external, .python), .needs(.python))
struct WireMockClientTests {
  @Test("drives the control plane", .timeLimit(.minutes(10)))
  func drives() throws {
    let server = try Serving()
    defer { server.kill() }
    try PythonTests("clients/wiremock").run(server.forClients)
  }
}
