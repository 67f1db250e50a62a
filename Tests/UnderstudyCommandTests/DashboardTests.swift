import Testing
import UnderstudyTestSupport

/// Runs `Tests/browser` with Debian's Chromium.
@Suite(
  "The dashboard, in a browser", .waits, .tags(.external, .browser, .python), .needs(.python), .needs(.chromium))
struct DashboardTests {
  @Test("shows what was sent, what it changed, or why not", .timeLimit(.minutes(10)))
  func shows() throws {
    let server = try Serving(["--log-level", "error"])
    defer { server.kill() }
    try PythonTests("browser").run(server.forClients)
  }
}
