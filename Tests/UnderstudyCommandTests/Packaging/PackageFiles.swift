import Foundation
import Testing
import UnderstudyTestSupport

/// What the scripts in `Packaging` make of the program that these tests run, in a directory of its own.
///
/// The bundle is as a wheel has it, with one library of Debian under the name that auditwheel gives it.
struct PackageFiles {
  let scratch: ScratchDirectory
  let version: String
  let machine: String

  init() throws {
    scratch = try ScratchDirectory()
    version = try Program.run(["--version"]).output.trimmingCharacters(in: .newlines)
    machine = try Self.output("uname -m", in: scratch)
    try run(
      """
      mkdir -p "$S/bundle/bin" "$S/bundle/lib" "$S/bundle/licences/example" "$S/licences/example" "$S/out"
      cp "$PROGRAM" "$S/program"
      strip --strip-all "$S/program"
      ln "$S/program" "$S/bundle/bin/understudy"
      library=$(ldd "$PROGRAM" | sed -n 's/.*libsqlite3.so.0 => \\([^ ]*\\).*/\\1/p')
      cp "$library" "$S/bundle/lib/libsqlite3-0123abcd.so.0"
      echo 'Permission is granted to everything.' | tee "$S/bundle/licences/example/LICENSE" > "$S/licences/example/LICENSE"
      """)
  }

  func remove() { scratch.remove() }

  var name: String { "understudy-\(version)-linux-\(machine)" }

  /// Runs a script in the repository, with the directory in `S` and the program in `PROGRAM`.
  /// - Returns: what it prints.
  /// - Throws: an error with the output if a command fails.
  @discardableResult
  func run(_ script: String, _ variables: [String: String] = [:]) throws -> String {
    try Self.output(script, in: scratch, variables)
  }

  /// As `run`, but for scripts that must fail.
  func fail(_ script: String, _ variables: [String: String] = [:]) throws -> String {
    let (code, output) = try Self.result(script, in: scratch, variables)
    #expect(code != 0, "\(output)")
    return output
  }

  private static func output(
    _ script: String, in scratch: ScratchDirectory, _ variables: [String: String] = [:]
  ) throws -> String {
    let (code, output) = try result(script, in: scratch, variables)
    try #require(code == 0, "\(output)")
    return output.trimmingCharacters(in: .newlines)
  }

  private static func result(
    _ script: String, in scratch: ScratchDirectory, _ variables: [String: String]
  ) throws -> (code: Int32, output: String) {
    let fixed = ["S": scratch.path, "PROGRAM": Repository.command, "SOURCE_DATE_EPOCH": "1790000000"]
    return try Script.run(
      ["bash", "-euo", "pipefail", "-c", script], fixed.merging(variables) { _, given in given })
  }
}
