import Foundation
import Testing
import UnderstudyTestSupport

@Suite("The port file", .waits) struct PortFileTests {
  private let scratch: ScratchDirectory
  private var path: String { scratch("port") }

  init() throws { scratch = try ScratchDirectory() }

  private func contents(_ name: String = "port") -> String? {
    try? String(contentsOfFile: scratch(name), encoding: .utf8)
  }

  @Test("It holds the real port, and is removed at the end", arguments: Given.allCases)
  func port(_ given: Given) throws {
    defer { scratch.remove() }
    // As a server that was killed leaves it.
    try scratch.write("1\n", to: "port")
    let server = try given.serving(("port-file", path))
    defer { server.kill() }
    #expect(contents() == "\(server.port)\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["port"])
    #expect(try server.stop().code == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
  }

  @Test(
    "A start that fails changes no file of that name",
    arguments: [
      ["--seed-data", "/nowhere"], ["--database", "/nowhere/agents.db"], ["--host", "192.0.2.1"],
    ], ["1\n", "precious"])
  func failedStart(_ invalid: [String], _ text: String) throws {
    defer { scratch.remove() }
    try scratch.write(text, to: "port")
    #expect(try Program.run(["--port", "0", "--port-file", path] + invalid).code != 0)
    #expect(contents() == text)
  }

  @Test func `A second server that cannot start leaves the file of the first`() throws {
    defer { scratch.remove() }
    let first = try Serving(["--port-file", path])
    defer { first.kill() }
    #expect(try Program.run(["--port", "\(first.port)", "--port-file", path]).code == 69)
    #expect(contents() == "\(first.port)\n")
  }

  @Test func `A server that stops leaves the file of a later one`() throws {
    defer { scratch.remove() }
    let (first, second) = (try Serving(["--port-file", path]), try Serving(["--port-file", path]))
    defer {
      first.kill()
      second.kill()
    }
    #expect(try first.stop().code == 0)
    #expect(contents() == "\(second.port)\n")
  }

  @Test func `A file that has changed since is not removed`() throws {
    defer { scratch.remove() }
    let server = try Serving(["--port-file", path])
    defer { server.kill() }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.write(contentsOf: Data("precious".utf8))
    #expect(try server.stop().code == 0)
    #expect(contents() == "precious")
  }

  @Test(
    "A symbolic link is refused, and what it names stays as it was", arguments: ["target", "missing", "directory"])
  func link(_ target: String) throws {
    defer { scratch.remove() }
    try scratch.write("precious", to: "target")
    try scratch.write("precious", to: "directory/file")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: scratch(target))
    let ending = try Program.run(["--port", "0", "--port-file", path])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: --port-file \(path) is a symbolic link; it was not changed"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == scratch(target))
    #expect(contents("target") == "precious" && contents("directory/file") == "precious")
    #expect(contents("missing") == nil)
  }

  @Test func `Documents that are written do not follow a symbolic link`() throws {
    defer { scratch.remove() }
    try scratch.write("precious", to: "target")
    try scratch.write("old", to: "documents/voicebip.json")
    try FileManager.default.createSymbolicLink(
      atPath: scratch("documents/centerfy.json"), withDestinationPath: scratch("target"))
    #expect(try Program.run(["openapi", "--directory", scratch("documents")]).code == 0)
    #expect(contents("target") == "precious")
    for name in ["centerfy", "voicebip"] { #expect(contents("documents/\(name).json")?.hasPrefix("{") == true) }
  }
}
