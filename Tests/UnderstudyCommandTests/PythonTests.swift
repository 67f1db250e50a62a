import Foundation
import Testing
import UnderstudyTestSupport

/// A directory of `Tests` with tests in Python, which run in the virtual environment `.build/clients`.
struct PythonTests {
  let directory: String
  private let pattern: String

  /// - Parameter pattern: which files have the tests, as in a shell.
  init(_ folder: String, _ pattern: String = "test_*.py") {
    directory = "\(Repository.root)/Tests/\(folder)"
    self.pattern = pattern
  }

  /// Runs all tests, and expects that each succeeds.
  /// - Parameter launcher: a command that is given the one that runs them.
  func run(_ variables: [String: String], launcher: [String] = []) throws {
    let (code, output) = try Script.run(
      launcher + [
        ExternalProgram.python.path ?? "python", "-B", "-m", "unittest", "discover", "--start-directory", directory,
        "--pattern", pattern,
      ], variables)
    #expect(code == 0, "\(output)")
    let ran = output.firstMatch(of: /Ran ([0-9]+) tests/).flatMap { Int($0.1) } ?? 0
    #expect(try ran >= max(1, count()), "\(output)")
  }

  /// Returns the number of tests in the files. More may run, because several classes may inherit a test.
  private func count() throws -> Int {
    let directory = URL(filePath: directory)
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    return try files.filter { fnmatch(pattern, $0.lastPathComponent, 0) == 0 }
      .map { try String(contentsOf: $0, encoding: .utf8).matches(of: /\n +def test_/).count }
      .reduce(0, +)
  }
}
