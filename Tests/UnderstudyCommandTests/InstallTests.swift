import Foundation
import Testing
import UnderstudyTestSupport

@Suite(
  "What `make install` installs", .waits, .tags(.external), .needs(.make), .needs(.bash), .ends)
struct InstallTests {
  private static let files =
    [
      "bin/understudy", "share/bash-completion/completions/understudy",
      "share/fish/vendor_completions.d/understudy.fish", "share/man/man1/understudy.1",
      "share/zsh/site-functions/_understudy",
    ]

  /// Below `/opt/mock` of a directory that is removed afterwards, as a package would be put together.
  private func make(_ target: String, in scratch: ScratchDirectory) throws {
    let (code, output) = try Script.run(
      ["make", target, "DESTDIR=\(scratch.path)", "PREFIX=/opt/mock", "BINARY=\(Repository.command)"], [:])
    try #require(code == 0, "\(output)")
  }

  private func files(in scratch: ScratchDirectory) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: scratch.path).filter {
      let type = try FileManager.default.attributesOfItem(atPath: scratch($0))[.type] as? FileAttributeType
      return type != .typeDirectory
    }
    .sorted()
  }

  @Test func `is complete, runs where there are no seeds, and is removed by uninstall`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try make("install", in: scratch)
    #expect(try files(in: scratch) == Self.files.map { "opt/mock/\($0)" }.sorted())
    // In place of the program that the launcher is given.
    let installed = ["sh", "-c", #"cd "$0" && shift && exec opt/mock/bin/understudy "$@""#, scratch.path]
    let server = try Serving(launcher: installed)
    defer { server.kill() }
    #expect(server.readyLine.contains(" agents=\(Repository.agents) "))
    #expect(try server.update(#"{"name":"Installed"}"#).status == 200)
    try scratch.write("{}", to: "seed-data/own.json")
    let own = try Serving(launcher: installed)
    defer { own.kill() }
    #expect(own.readyLine.contains(" agents=0 "), "seeds in the working directory come first")
    try FileManager.default.removeItem(atPath: scratch("seed-data"))
    try make("uninstall", in: scratch)
    #expect(try files(in: scratch) == [])
  }

  @Test(
    "completes in a shell",
    arguments: [
      ("bash", ["bash", "-ec"], #"source "$SCRIPT"; complete -p understudy"#),
      ("zsh", ["sh", "-ec"], #"head -n 1 "$SCRIPT" | grep '^#compdef understudy$'"#),
      ("fish", ["sh", "-ec"], #"grep "^complete -c 'understudy' .*-l 'seed-data'" "$SCRIPT""#),
    ])
  func completion(_ shell: String, _ interpreter: [String], _ script: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let printed = try Program.run(["--generate-completion-script", shell])
    #expect(printed.code == 0 && printed.errors == "")
    let path = try scratch.write(printed.output, to: "completion")
    let (code, output) = try Script.run(interpreter + [script], ["SCRIPT": path])
    #expect(code == 0, "\(output)")
  }
}
