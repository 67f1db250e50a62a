import Foundation
import Testing
import Understudy
import UnderstudyTestSupport

@testable import UnderstudyCommand

@Suite("The directory of --write-seeds") struct SeedOutputTests {
  private static let files = [("a.json", "{}\n"), ("b.json", "[]\n")]

  @Test func `is made with all its parents, and gets the files`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let paths = try SeedOutput(scratch("new/seeds")).write(Self.files)
    #expect(paths == [scratch("new/seeds/a.json"), scratch("new/seeds/b.json")])
    #expect(try paths.map { try String(contentsOfFile: $0, encoding: .utf8) } == ["{}\n", "[]\n"])
  }

  @Test("replaces nothing, and then gets no file", arguments: ["a file", "a directory", "a symbolic link"])
  func taken(_ kind: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    switch kind {
    case "a file": try scratch.write("precious", to: "b.json")
    case "a directory": try scratch.write("precious", to: "b.json/file")
    default:
      try FileManager.default.createSymbolicLink(atPath: scratch("b.json"), withDestinationPath: scratch("target"))
    }
    let error = try #require(throws: MockServer.StartFailure.self) {
      try SeedOutput(scratch.path).write(Self.files)
    }
    #expect(
      error.sentences == [
        "--write-seeds: \(scratch("b.json")) exists and was not changed; remove it, or name another directory"
      ])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["b.json"])
    if kind == "a file" { #expect(try String(contentsOfFile: scratch("b.json"), encoding: .utf8) == "precious") }
  }

  @Test func `that cannot be made is named`() {
    let error = #expect(throws: MockServer.StartFailure.self) { try SeedOutput("/dev/null/seeds") }
    #expect(error?.description.hasPrefix("--write-seeds /dev/null/seeds cannot be created: ") == true)
  }
}
