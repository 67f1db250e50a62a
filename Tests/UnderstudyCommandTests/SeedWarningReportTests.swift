import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("Warnings about seeds, on the command line", .waits) struct SeedWarningReportTests {
  private static let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
  private static let seeds = """
    {"centerfy": {
      "keys": [{"key": "k", "organization_id": "org_1"}],
      "agents": [{"id": "\(agent)", "sub_account_id": "s", "name": "n", "is_active": true, "organization_id": "org_2"}]
    }}
    """
  private static let sentence =
    #":3:135: /centerfy/agents/0/organization_id: `centerfy.agents[0].organization_id` is "org_2", which is no "#
    + #"`organization_id` of `centerfy.keys` in any seed; did you mean "org_1"?"#

  @Test func `check reports them for a directory or a file, and counts them`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try scratch.write(Self.seeds, to: "a.json")
    for path in [scratch.path, file] {
      let ending = try Program.run(["check", path])
      #expect(ending.code == 0 && ending.output == "ok: 1 agents, 1 other records, 1 warning\n")
      #expect(ending.errors == file + Self.sentence + "\n")
    }
  }

  @Test("They are errors with --strict", arguments: ["check", "serve"], Given.allCases)
  func strict(_ command: String, _ given: Given) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try scratch.write(Self.seeds, to: "a.json")
    let arguments =
      command == "check" ? ["check", scratch.path] : ["serve", "--port=0", "--seed-data", scratch.path]
    let ending =
      switch given {
      case .flag: try Program.run(arguments + ["--strict"])
      case .variable: try Program.run(arguments, ["UNDERSTUDY_STRICT": "true"])
      }
    #expect(ending.code == 65 && ending.output == "")
    #expect(ending.errors == file + Self.sentence + "\n")
  }

  @Test func `check reads several files together, and reports a file that cannot be read`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try scratch.write(Self.seeds, to: "a.json")
    let keys = try scratch.write(
      #"{"centerfy": {"keys": [{"key": "l", "organization_id": "org_2"}]}}"#, to: "keys.txt")
    let ending = try Program.run(["check", file, keys])
    #expect(ending.code == 0 && ending.errors == "" && ending.output == "ok: 1 agents, 2 other records\n")
    try scratch.write("{", to: "keys.txt")
    let broken = try Program.run(["check", file, keys])
    #expect(broken.code == 65 && broken.errors.hasPrefix("\(keys):1:2: "))
  }

  @Test func `serve logs them when it starts, and the answer to a reload has them`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try scratch.write(Self.seeds, to: "a.json")
    let server = try Serving(["--seed-data", scratch.path])
    defer { server.kill() }
    #expect(server.logs(" warning \(file)\(Self.sentence)\n"))
    let answer = try server.client().exchange(
      "POST /__admin/seed/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
    let warning = try JSON(text: answer.text).members?["warnings"]?.array?.first?.members
    #expect(warning?["source"]?.members?["line"] == 3 && warning?["source"]?.members?["file"] == .string(file))
    #expect(warning?["detail"]?.string?.contains(#"is "org_2", which is no"#) == true)
  }

  @Test func `A reload refuses them with --strict`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write(Self.seeds.replacing("org_2", with: "org_1"), to: "a.json")
    let server = try Serving(["--strict", "--seed-data", scratch.path])
    defer { server.kill() }
    try scratch.write(Self.seeds, to: "a.json")
    let answer = try server.client().exchange(
      "POST /__admin/seed/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
    #expect(answer.status == 422 && answer.text.contains(#"is \"org_2\", which is no"#))
  }
}
