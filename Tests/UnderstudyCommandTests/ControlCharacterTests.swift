import Foundation
import Testing
import UnderstudyTestSupport

@Suite("Control characters on standard error", .waits) struct ControlCharacterTests {
  /// A terminal's command, and a line that looks like one of the program's.
  private static let hostile = "a\u{1B}[31m\u{9B}1m\u{202E}\nError: forged"
  private static let escaped = #"a\u001b[31m\u009b1m\u202e\u000aError: forged"#

  private static func expectEscaped(_ errors: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(errors.contains(escaped), sourceLocation: sourceLocation)
    let raw = errors.unicodeScalars.filter { "\u{1B}\u{9B}\u{202E}".unicodeScalars.contains($0) }
    #expect(raw.isEmpty && !errors.contains("\nError: forged"), "\(errors)", sourceLocation: sourceLocation)
  }

  @Test(
    "are escaped in what a command quotes of its arguments",
    arguments: [
      (["check", hostile], 66), (["check", "--\(hostile)"], 64), (["serve", "--port", hostile], 64),
      (["serve", "--port=\(hostile)"], 64), (["serve", "--port", "0", "--seed-data", hostile], 66),
      (["serve", "--port", "0", "--disable-rule", hostile], 64), (["health", "--host", hostile], 64),
      (["openapi", hostile], 64), (["rules", hostile], 64), (["compare", hostile], 66),
      (["compare", "--accept", hostile, "a.har"], 66), (["compare", "--format", hostile], 64),
    ] as [([String], Int32)])
  func arguments(_ arguments: [String], _ code: Int32) throws {
    let ending = try Program.run(arguments)
    #expect(ending.code == code)
    Self.expectEscaped(ending.errors)
  }

  @Test func `are escaped in what a command quotes of variables`() throws {
    let ending = try Program.run(["serve"], ["UNDERSTUDY_PORT": Self.hostile])
    #expect(ending.code == 64)
    Self.expectEscaped(ending.errors)
  }

  @Test("are escaped in errors and warnings about seed files", arguments: ["a.json", "no seeds"])
  func seeds(_ file: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("{", to: "\(Self.hostile)/\(file)")
    Self.expectEscaped(try Program.run(["check", scratch(Self.hostile)]).errors)
  }

  @Test func `are escaped in the summary of --fail-on and in the log`() throws {
    let server = try Serving(["--fail-on", "unmatched,warnings"])
    defer { server.kill() }
    #expect(try server.get("/\u{9B}31m\u{202E}").status == 404)
    #expect(try server.update(#"{"max_duration":1,"a\u001b[31m\u009b1m\u202e\nError: forged":1}"#).status == 200)
    let ending = try server.stop()
    #expect(ending.code == 3 && ending.errors.contains(#"  GET /\u009b31m\u202e (sandbox default)"#))
    Self.expectEscaped(ending.errors)
  }
}
