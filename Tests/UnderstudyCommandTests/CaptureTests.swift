import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A capture of another program, compared", .waits, .tags(.external)) struct CaptureTests {
  private static let rule = "voicebip.webhook_url.required-for-byom"

  @Test("is a browser's", .tags(.browser, .python), .needs(.python), .needs(.chromium))
  func browser() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving(["--tls", "--disable-rule", Self.rule])
    defer { server.kill() }
    let url = "http://127.0.0.1:\(server.port)"
    let (code, output) = try Script.run(
      [
        ExternalProgram.python.path ?? "python", "-B", "\(Repository.root)/Tests/clients/capture/browse.py", url,
        "\(url)/__admin/health", scratch("browser.har"),
      ], [:])
    try #require(code == 0, "\(output)")
    let report = try report(of: scratch("browser.har"))
    #expect(report["outcome"] == "different")
    #expect(report["causes"]?.array?.compactMap { $0.members?["rule"]?.members?["id"] } == [.string(Self.rule)])
    #expect(try Program.run(["compare", scratch("browser.har"), "--disable-rule", Self.rule]).code == 0)
  }

  /// Returns the report of a comparison as JSON.
  private func report(of capture: String) throws -> Members {
    let ending = try Program.run(["compare", capture, "--format", "json"])
    return try #require(try JSON(text: ending.output).members, "\(ending)")
  }
}
