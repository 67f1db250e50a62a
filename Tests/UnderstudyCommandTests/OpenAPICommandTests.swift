import Foundation
import Testing
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The command openapi", .waits) struct OpenAPICommandTests {
  private static let names = Registry().surfaces.map(\.id) + ["control-plane", "understudy"]

  private static func committed(_ name: String) throws -> String {
    try String(contentsOfFile: "\(Repository.root)/docs/openapi/\(name).json", encoding: .utf8)
  }

  @Test("prints the committed documents", arguments: names)
  func prints(_ name: String) throws {
    // A pipe does not hold all of it: it must be read while it is written.
    let (code, output) = try Script.run(
      [Repository.command, "openapi"] + (name == "understudy" ? [] : [name]), [:])
    #expect(try code == 0 && output == Self.committed(name))
  }

  @Test func `writes them all, and there are no others`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let ending = try Program.run(["openapi", "--directory", scratch("a/b")])
    #expect(ending.code == 0 && ending.output == "" && ending.errors == "")
    let written = try FileManager.default.contentsOfDirectory(atPath: scratch("a/b"))
    let committed = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/docs/openapi")
    #expect(Set(written) == Set(Self.names.map { "\($0).json" }) && Set(committed) == Set(written))
    for name in Self.names {
      #expect(try String(contentsOfFile: scratch("a/b/\(name).json"), encoding: .utf8) == Self.committed(name))
    }
  }

  @Test(
    "says what is wrong",
    arguments: [
      (["centrefy"], #""centrefy" is not an endpoint; did you mean "centerfy"?"#),
      (["xyz"], #""xyz" is not an endpoint; known: trillet-omni-flow, trillet-call, "#),
      (["centerfy", "--directory", "a"], "--directory writes all documents; remove centerfy"),
      (["--directory", "README.md"], "--directory README.md cannot be written: "),
    ])
  func wrong(_ arguments: [String], _ sentence: String) throws {
    let ending = try Program.run(["openapi"] + arguments)
    #expect(ending.code == 64 && ending.output == "" && ending.errors.contains(sentence), "\(ending)")
  }
}
