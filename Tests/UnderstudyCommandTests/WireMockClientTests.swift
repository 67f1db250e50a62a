import Testing
import UnderstudyTestSupport

@Suite("WireMock's published client for Python", .waits, .tags(.external, .python), .needs(.python))
struct WireMockClientTests {
  @Test("drives the control plane", .ends)
  func drives() throws {
    let server = try Serving()
    defer { server.kill() }
    try PythonTests("clients/wiremock").run(server.forClients)
  }
}
