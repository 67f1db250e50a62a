import Foundation
import Testing
import UnderstudyTestSupport

/// A directory of `Tests` with tests in Python, which run in the virtual environment `.build/clients`.
struct PythonTests {
  let directory: String

  init(_ folder: String) { directory = "\(Repository.root)/Tests/\(folder)" }

  /// Runs all tests, and expects that each succeeds.
  /// - Parameter launcher: a command that is given the one that runs them.
  func run(_ variables: [String: String], launcher: [String] = []) throws {
    let (code, output) = try Script.run(
      launcher + [
        ExternalProgram.python.path ?? "python", "-B", "-m", "unittest", "discover", "--start-directory", directory,
      ], variables)
    #expect(code == 0, "\(output)")
    let ran = output.firstMatch(of: /Ran ([0-9]+) tests/).flatMap { Int($0.1) } ?? 0
    #expect(try ran >= count(), "\(output)")
  }

  /// Returns the number of tests in the files. More may run, because several classes may inherit a test.
  private func count() throws -> Int {
    let directory = URL(filePath: directory)
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    return try files.filter { $0.lastPathComponent.hasPrefix("test_") && $0.pathExtension == "py" }
      .map { try String(contentsOf: $0, encoding: .utf8).matches(of: /\n +def test_/).count }
      .reduce(0, +)
  }
}
