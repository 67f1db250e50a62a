import Testing

/// Runs `Tests/browser` in the virtual environment that the Makefile makes, with Debian's Chromium.
@Suite("The dashboard, in a browser") struct DashboardTests {
  @Test("shows what was sent, what it changed, or why not", .timeLimit(.minutes(10)))
  func shows() throws {
    let server = try Serving(["--log-level", "error"])
    defer { server.kill() }
    try PythonTests("browser").run(server.forClients)
  }
}
