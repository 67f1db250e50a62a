import Foundation
import Testing

/// Runs `Tests/clients/openapi` in the virtual environment that the Makefile makes.
@Suite("Programs that read OpenAPI, as they are published") struct OpenAPIClientTests {
  @Test("find the documents valid, and the server as they say", .timeLimit(.minutes(10)))
  func agree() throws {
    let python = PythonTests("clients/openapi")
    let server = try Serving(["--log-level", "error"] + disabledRules().flatMap { ["--disable-rule", $0] })
    defer { server.kill() }
    try python.run(server.forClients)
  }

  /// The first word of each line that is no comment.
  private func disabledRules() throws -> [String] {
    let path = "\(Repository.root)/\(PythonTests("clients/openapi").directory)/disabled-rules.txt"
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").first.map(String.init) }
  }
}
