import Foundation
import Testing
import UnderstudyTestSupport

@Suite("Mapping files and --watch, on the command line", .waits) struct StartupFileTests {
  private let scratch: ScratchDirectory

  init() throws {
    scratch = try ScratchDirectory()
    try scratch.write(#"{"request":{"url":"/a"},"response":{"status":201}}"#, to: "stubs/a.json")
  }

  @Test("--mappings, repeated, adds up", arguments: Given.allCases)
  func mappings(_ given: Given) throws {
    defer { scratch.remove() }
    try scratch.write(#"{"mappings":[{"request":{"url":"/b"},"response":{"status":202}}]}"#, to: "more/b.json")
    let server =
      switch given {
      case .flag: try Serving(["--mappings", scratch("stubs"), "--mappings", scratch("more")])
      case .variable: try Serving([], ["UNDERSTUDY_MAPPINGS": "\(scratch("stubs")),\(scratch("more"))"])
      }
    defer { server.kill() }
    #expect(try [server.get("/a").status, server.get("/b").status, server.get("/c").status] == [201, 202, 404])
    #expect(server.logs(" mappings=\"\(scratch("stubs")), \(scratch("more"))\"\n"))
  }

  @Test(
    "Every error of seeds and mappings is reported, and the exit code is 65",
    arguments: [["serve", "--port", "0", "--seed-data"], ["check"]])
  func errors(_ command: [String]) throws {
    defer { scratch.remove() }
    try scratch.write("{]", to: "seeds/a.json")
    try scratch.write("{\n\"priority\": \"x\"}", to: "stubs/b.json")
    let ending = try Program.run(command + [scratch("seeds"), "--mappings", scratch("stubs")])
    #expect(ending.code == 65 && ending.output == "")
    #expect(
      ending.errors == """
        \(scratch("seeds"))/a.json:1:2: expected a member name in double quotes but found "]"
        \(scratch("stubs"))/b.json:2:13: /priority: `priority` must be a number, but is a string

        """)
  }

  @Test("A vendor that a mapping names must be one of ours", arguments: [["serve", "--port", "0"], ["check"]])
  func unknownVendor(_ command: [String]) throws {
    defer { scratch.remove() }
    try scratch.write("{\n\"understudy\": {\"vendor\": \"centerfi\", \"error\": 429}}", to: "stubs/b.json")
    let ending = try Program.run(command + ["--mappings", scratch("stubs")])
    #expect(ending.code == 65 && ending.output == "")
    let place = "\(scratch("stubs"))/b.json:2:26: /understudy/vendor"
    #expect(ending.errors == "\(place): `vendor` cannot be \"centerfi\"; did you mean \"centerfy\"?\n")
  }

  @Test("A directory that cannot be read is named, and the exit code is 66", arguments: ["serve", "check"])
  func unreadable(_ command: String) throws {
    defer { scratch.remove() }
    let ending = try Program.run([command, "--mappings", "/nowhere/stubs"])
    #expect(ending.code == 66 && ending.output == "")
    #expect(
      ending.errors == """
        Error: cannot read the mapping directory /nowhere/stubs: No such file or directory; name another \
        with --mappings

        """)
  }

  @Test func `check counts the mappings, and reads the variable as serve does`() throws {
    defer { scratch.remove() }
    let ending = try Program.run(["check"], ["UNDERSTUDY_MAPPINGS": scratch("stubs")])
    #expect(ending.code == 0 && ending.errors == "")
    #expect(
      ending.output == "ok: \(Repository.agents) agents, \(Repository.otherRecords) other records, 1 mappings\n")
  }

  @Test("--watch names a wrong file in the log, and takes it when it is mended", arguments: Given.allCases)
  func watch(_ given: Given) throws {
    defer { scratch.remove() }
    let (agent, text) = SeedText.agent("11111111-2222-3333-4444-555555555555", name: "Old")
    let keys = try String(contentsOfFile: "\(Repository.seedData)/centerfy.json", encoding: .utf8)
    try scratch.write(keys, to: "seeds/keys.json")
    let file = try scratch.write(text, to: "seeds/agent.json")
    let server = try given.serving(("watch", nil), ("seed-data", scratch("seeds")))
    defer { server.kill() }
    try scratch.write(text.replacing("\"Old\"", with: "7"), to: "seeds/agent.json")
    #expect(until { server.errors.contains(" error \(file):5:11: /centerfy/agents/0/name: ") }, "\(server.errors)")
    #expect(try server.update(#"{"max_duration":9}"#, agent).text.contains(#""name":"Old""#))
    // As an editor does: the new file takes the name of the old one.
    let new = try scratch.write(text.replacing("Old", with: "New"), to: "seeds/agent.json~")
    try #require(rename(new, file) == 0)
    #expect(until { server.errors.contains(" info the files have changed and were read again ") })
    #expect(server.errors.contains(" kept=1 "), "an agent that a client has changed stays")
    #expect(try server.get("/sandbox/other/__admin/agents/centerfy/\(agent.id)").text.contains(#""name":"New""#))
    #expect(try server.stop().code == 0)
  }
}
