import Foundation
import Testing

/// Runs `Tests/clients/wiremock` in the virtual environment that the Makefile makes.
@Suite("WireMock's client for Python, as it is published") struct WireMockClientTests {
  private static let directory = "Tests/clients/wiremock"

  @Test("drives the control plane", .timeLimit(.minutes(2)))
  func drives() throws {
    try PythonClients.require()
    let server = try Serving()
    defer { server.kill() }
    let (code, output) = try Script.run(
      [PythonClients.python, "-B", "-m", "unittest", "discover", "--start-directory", Self.directory],
      server.forClients)
    #expect(code == 0, "\(output)")
    #expect(output.contains("Ran \(try Self.count()) tests"))
  }

  /// How many tests stand in the files, so that none goes missing unnoticed.
  private static func count() throws -> Int {
    let directory = URL(filePath: Repository.root).appending(path: directory)
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    return try files.filter { $0.lastPathComponent.hasPrefix("test_") && $0.pathExtension == "py" }
      .map { try String(contentsOf: $0, encoding: .utf8).matches(of: /\n +def test_/).count }
      .reduce(0, +)
  }
}
