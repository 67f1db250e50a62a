import Foundation
import Testing
import UnderstudyTestSupport

@Suite("The directory of a run", .waits) struct RunDirectoryTests {
  @Test func `belongs to this user alone, and is gone afterwards`() throws {
    for code in [0, 1] {
      let running = try Running()
      defer { running.kill() }
      let name = try #require(running.leftovers.first)
      #expect(name.hasPrefix("understudy-run.") && running.leftovers.count == 1)
      #expect(running.certificates == "\(running.scratch(name))/certificates")
      let attributes = try FileManager.default.attributesOfItem(atPath: running.scratch(name))
      #expect(attributes[.posixPermissions] as? Int == 0o700)
      #expect(try Int(running.end(code).code) == code)
      #expect(running.leftovers == [])
    }
  }

  @Test(
    "is gone if the command cannot be run, or the server",
    arguments: [
      (["--", "./nowhere"], 127), (["--seed-data", "/dev/null", "--", "true"], 66),
      (["--host", "192.0.2.1", "--", "true"], 69),
    ])
  func notStarted(_ arguments: [String], _ code: Int) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let ending = try Program.run(
      ["run"] + arguments, Running.variables.merging(["TMPDIR": scratch.path]) { $1 })
    #expect(Int(ending.code) == code && ending.output == "" && ending.errors.hasPrefix("Error: "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
  }

  @Test func `is gone with all that the command left in it, but not what a link in it names`() throws {
    let running = try Running(
      script: #"d=${UNDERSTUDY_CA%/*/*}; mkdir "$d/more"; ln -s "$PWD/Sources" "$d/more/link""#)
    defer { running.kill() }
    #expect(running.leftovers.count == 1)
    _ = try running.end(0)
    #expect(running.leftovers == [])
    #expect(FileManager.default.fileExists(atPath: "\(Repository.root)/Sources/UnderstudyCommand"))
  }

  @Test func `must be possible, else TMPDIR is named`() throws {
    let ending = try Running.run(["true"], ["TMPDIR": "/nowhere"])
    #expect(ending.code == 64)
    #expect(
      ending.errors == """
        Error: TMPDIR: no directory can be made in /nowhere: No such file or directory; set it to a directory that can be \
        written

        """)
  }

  @Test func `is not used for the CA if --tls-dir names another, from the root`() throws {
    let ending = try Running.run(
      ["sh", "-c", #"echo "$UNDERSTUDY_CA""#], options: ["--tls-dir", ".build/run-tests-tls"])
    defer { try? FileManager.default.removeItem(atPath: "\(Repository.root)/.build/run-tests-tls") }
    #expect(ending.output == "\(Repository.root)/.build/run-tests-tls/ca.pem\n")
  }
}
