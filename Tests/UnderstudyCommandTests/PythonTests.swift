import Foundation
import Testing

/// A folder of `Tests` with tests in Python, run in the virtual environment that the Makefile makes.
struct PythonTests {
  let directory: String

  init(_ folder: String) { directory = "Tests/\(folder)" }

  /// Expects that every test succeeds, and that none is missing.
  func run(_ variables: [String: String]) throws {
    try PythonClients.require()
    let (code, output) = try Script.run(
      [PythonClients.python, "-B", "-m", "unittest", "discover", "--start-directory", directory], variables)
    #expect(code == 0, "\(output)")
    let ran = output.firstMatch(of: /Ran ([0-9]+) tests/).flatMap { Int($0.1) } ?? 0
    #expect(try ran >= count(), "\(output)")
  }

  /// How many tests stand in the files, so that none goes missing unnoticed; some are run by several classes.
  private func count() throws -> Int {
    let directory = URL(filePath: Repository.root).appending(path: directory)
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    return try files.filter { $0.lastPathComponent.hasPrefix("test_") && $0.pathExtension == "py" }
      .map { try String(contentsOf: $0, encoding: .utf8).matches(of: /\n +def test_/).count }
      .reduce(0, +)
  }
}
