import Foundation
import Testing
import UnderstudyTestSupport

/// Runs `Tests/clients/openapi`.
@Suite("Published programs that read OpenAPI", .tags(.external, .python), .needs(.python)) struct OpenAPIClientTests
{
  @Test("find the documents valid, and the server as they say", .timeLimit(.minutes(10)))
  func agree() throws {
    let python = PythonTests("clients/openapi")
    let server = try Serving(["--log-level", "error"] + disabledRules().flatMap { ["--disable-rule", $0] })
    defer { server.kill() }
    try python.run(server.forClients)
  }

  /// Returns the first word of each line that is not a comment.
  private func disabledRules() throws -> [String] {
    let path = "\(Repository.root)/\(PythonTests("clients/openapi").directory)/disabled-rules.txt"
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").first.map(String.init) }
  }
}
