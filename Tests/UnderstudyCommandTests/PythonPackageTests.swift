import Foundation
import Testing
import Understudy
import UnderstudyTestSupport

/// Builds the wheel with the program of these tests, and runs the tests of `Packaging/python` with it as it is installed.
@Suite(
  "The Python package", .waits, .tags(.external, .python), .needs(.python), .needs(.bash),
  .enabled(if: Sanitizer.current == nil, "the package is the same"))
struct PythonPackageTests {
  private static let packaging = "\(Repository.root)/Packaging"

  /// Builds the wheel in a new directory, without the network.
  /// - Returns: its path.
  private func wheel(in scratch: ScratchDirectory, _ directory: String) throws -> String {
    let (code, output) = try Script.run(
      ["\(Self.packaging)/wheel", "--no-graft", Repository.command, scratch(directory)], ["TMPDIR": scratch.path])
    try #require(code == 0, "\(output)")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch(directory))
    let file = try #require(files.count == 1 ? files.first : nil, "\(files)")
    return scratch("\(directory)/\(file)")
  }

  @Test(
    "does what its tests say, installed from the wheel, which is the same if it is built again",
    .ends)
  func installed() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let wheel = try wheel(in: scratch, "wheel")
    #expect(wheel.contains("/understudy_mock-") && wheel.contains("-py3-none-linux_"), "\(wheel)")
    let (code, output) = try Script.run(
      ["\(Self.packaging)/python/check", wheel, "--color=no"], ["TMPDIR": scratch.path])
    #expect(code == 0 && output.contains(" passed") && !output.contains(" skipped"), "\(output)")
    try expectInstallation(by: scratch("wheel"), scratch)
    let again = try self.wheel(in: scratch, "again")
    #expect(FileManager.default.contentsEqual(atPath: wheel, andPath: again))
  }

  /// Expects that the command of the README installs the program.
  /// - Parameter wheels: the directory of the wheel, in place of the Python Package Index.
  private func expectInstallation(by wheels: String, _ scratch: ScratchDirectory) throws {
    let commands = try Guide("../README.md").blocks.flatMap { $0.text.split(separator: "\n") }
    let command = try #require(commands.first { $0.hasPrefix("pip install ") })
    let script = """
      /usr/bin/python3 -m venv '\(scratch("readme"))'
      . '\(scratch("readme"))/bin/activate'
      \(command)
      understudy --version
      """
    let (code, output) = try Script.run(
      ["bash", "-ec", script],
      ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels, "PIP_DISABLE_PIP_VERSION_CHECK": "1"])
    #expect(code == 0 && output.hasSuffix("\n\(MockServer.version)\n"), "\(output)")
  }
}
