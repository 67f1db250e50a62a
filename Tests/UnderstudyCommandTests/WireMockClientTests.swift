import Testing

@Suite("WireMock's client for Python, as it is published") struct WireMockClientTests {
  @Test("drives the control plane", .timeLimit(.minutes(10)))
  func drives() throws {
    let server = try Serving()
    defer { server.kill() }
    try PythonTests("clients/wiremock").run(server.forClients)
  }
}
