import Foundation
import Testing
import UnderstudyTestSupport

@Suite("The program alone, in an empty directory", .waits) struct AloneTests {
  /// A directory with nothing but a copy of the program.
  private let directory: ScratchDirectory

  init() throws {
    directory = try ScratchDirectory()
    try directory.copy(Repository.command, to: "understudy")
  }

  /// A launcher that runs the copy, in its directory, in place of the program that it is given.
  private var launcher: [String] { ["sh", "-c", #"cd "$0" && shift && exec ./understudy "$@""#, directory.path] }

  private func run(_ arguments: [String]) throws -> Program.Ending {
    let program = try Program(arguments, launcher: launcher)
    defer { program.kill() }
    return try program.ending()
  }

  private var files: [String] {
    get throws { try FileManager.default.subpathsOfDirectory(atPath: directory.path).sorted() }
  }

  @Test func `serves the built-in seeds, and names the dashboard`() throws {
    defer { directory.remove() }
    let server = try Serving(launcher: launcher)
    defer { server.kill() }
    #expect(server.readyLine.contains(" agents=\(Repository.agents) "))
    let answer = try server.update(
      #"""
      {"name": "docs api testing", "voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7,
       "llm_model": "gpt-4o-mini", "is_active": true}
      """#)
    #expect(answer.status == 200 && answer.text.contains(#""name":"docs api testing""#))
    let url = "http://127.0.0.1:\(server.port)/__admin/ui"
    #expect(try server.get("/__admin/ui").status == 200)
    let log = try server.stop().errors
    #expect(log.contains(" info dashboard url=\(url)\n"))
    #expect(
      log.contains(
        #" info seeds agents=\#(Repository.agents) from="built in; `understudy init` writes them here to edit""#))
    #expect(try files == ["understudy"], "it writes nothing")
  }

  @Test func `checks what it serves, before and after init`() throws {
    defer { directory.remove() }
    let summary = "ok: \(Repository.agents) agents, \(Repository.otherRecords) other records\n"
    let builtIn = try run(["check"])
    #expect(builtIn.code == 0 && builtIn.output == summary && builtIn.errors == "")
    #expect(try run(["init"]).code == 0)
    let written = try run(["check"])
    #expect(written.code == 0 && written.output == summary && written.errors == "")
    try directory.write("{]", to: "seed-data/centerfy.json")
    let broken = try run(["check"])
    #expect(broken.code == 65 && broken.errors.hasPrefix("seed-data/centerfy.json:1:2: "), "\(broken)")
  }

  @Test func `serves the files of init, once they are there`() throws {
    defer { directory.remove() }
    #expect(try run(["init"]).code == 0)
    try directory.write("{}", to: "seed-data/voicebip.json")
    let server = try Serving(launcher: launcher)
    defer { server.kill() }
    #expect(server.logs(" from=seed-data\n"))
    #expect(!server.readyLine.contains(" agents=\(Repository.agents) "))
  }

  @Test func `says that it has nothing to watch`() throws {
    defer { directory.remove() }
    let server = try Serving(["--watch"], launcher: launcher)
    defer { server.kill() }
    #expect(server.logs(" warning --watch has no effect: the seeds are built in"))
  }
}

@Suite("init", .waits) struct InitTests {
  private let names = ["centerfy.json", "seed.schema.json", "talkifai.json", "trillet.json", "voicebip.json"]

  @Test("writes the committed seeds with their schema", arguments: ["seeds", "deep/er/seeds"])
  func writes(_ name: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let ending = try Program.run(["init", scratch(name)])
    #expect(ending.code == 0 && ending.output == "")
    #expect(ending.errors == names.map { "wrote \(scratch(name))/\($0)\n" }.joined())
    #expect(try FileManager.default.contentsOfDirectory(atPath: Repository.seedData).sorted() == names)
    for file in names {
      let committed = try Data(contentsOf: URL(filePath: "\(Repository.seedData)/\(file)"))
      #expect(try Data(contentsOf: URL(filePath: "\(scratch(name))/\(file)")) == committed, "\(file)")
    }
  }

  @Test func `replaces no file, names those that exist, and writes none`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("mine", to: "trillet.json")
    try FileManager.default.createSymbolicLink(
      atPath: scratch("centerfy.json"), withDestinationPath: scratch("nowhere"))
    let ending = try Program.run(["init", scratch.path])
    #expect(ending.code == 64 && ending.output == "")
    #expect(
      ending.errors
        == ["centerfy.json", "trillet.json"].map {
          "Error: init: \(scratch($0)) exists and was not changed; remove it, or name another directory\n"
        }.joined())
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    #expect(left == ["centerfy.json", "trillet.json"])
    #expect(try String(contentsOfFile: scratch("trillet.json"), encoding: .utf8) == "mine")
  }

  @Test("says why a directory cannot be used", arguments: ["/dev/null", "/dev/null/seeds", ""])
  func unusable(_ directory: String) throws {
    let ending = try Program.run(["init", directory])
    #expect(ending.code == 64 && ending.output == "" && ending.errors.hasPrefix("Error: "), "\(ending)")
  }

  @Test("Errors about seeds name it, and --seed-data", arguments: ["serve", "check"])
  func advice(_ command: String) throws {
    let ending = try Program.run([command], ["UNDERSTUDY_SEED_DATA": "/nowhere"])
    #expect(ending.code == 66 && ending.errors.contains("--seed-data") && ending.errors.contains("understudy init"))
  }
}
