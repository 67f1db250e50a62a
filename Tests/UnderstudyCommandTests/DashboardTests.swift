import Testing
import UnderstudyTestSupport

/// Runs `Tests/browser` with Debian's Chromium.
@Suite(
  "The dashboard, in a browser", .waits, .tags(.external, .browser, .python), .needs(.python), .needs(.chromium))
struct DashboardTests {
  /// In two parts, which take about as long, so that these are not the last tests to end.
  @Test(
    "shows what was sent, what it changed, or why not", .ends,
    arguments: ["test_[a-e]*.py", "test_[f-z]*.py"])
  func shows(_ files: String) throws {
    let server = try Serving(["--log-level", "error"])
    defer { server.kill() }
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let vendor = try Serving(["--tls", "--tls-dir", scratch("vendor")])
    defer { vendor.kill() }
    let forwarding = try Serving([
      "--upstream", "compare", "--upstream-allow", "127.0.0.1:\(vendor.port)", "--upstream-ca",
      scratch("vendor/ca.pem"),
    ])
    defer { forwarding.kill() }
    #expect(try Program.run(["init", scratch("seeds")]).code == 0)
    let watching = try Serving(["--watch", "--seed-data", scratch("seeds"), "--log-level", "critical"])
    defer { watching.kill() }
    try PythonTests("browser", files).run(
      server.forClients.merging([
        "UPSTREAM_URL": "http://127.0.0.1:\(forwarding.port)", "VENDOR_URL": "http://127.0.0.1:\(vendor.port)",
        "UNDERSTUDY": Repository.command, "WATCHED_URL": "http://127.0.0.1:\(watching.port)",
        "WATCHED_SEEDS": scratch("seeds"),
      ]) { $1 })
  }
}
