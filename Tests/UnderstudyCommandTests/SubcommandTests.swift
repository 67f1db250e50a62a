import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A subcommand", .waits) struct SubcommandTests {
  @Test("health ends with 0 while the server is ready, then with 1", arguments: Given.allCases)
  func health(_ given: Given) throws {
    let server = try Serving()
    defer { server.kill() }
    func ask() throws -> Program.Ending {
      switch given {
      case .flag: try Program.run(["health", "--port", "\(server.port)"])
      case .variable: try Program.run(["health"], ["UNDERSTUDY_PORT": "\(server.port)"])
      }
    }
    let ready = try Self.firstReady(ask)
    #expect(ready.code == 0 && ready.output == "ready\n" && ready.errors == "")
    #expect(try server.stop().code == 0)
    let gone = try ask()
    #expect(gone.code == 1 && gone.output == "")
    #expect(gone.errors == "not ready: connecting to 127.0.0.1:\(server.port): Connection refused\n")
  }

  @Test("health asks this machine where the server listens everywhere", arguments: ["0.0.0.0", "::"])
  func everywhere(_ host: String) throws {
    let server = try Serving(["--host", host])
    defer { server.kill() }
    let ready = try Self.firstReady { try Program.run(["health", "--host", host, "--port", "\(server.port)"]) }
    #expect(ready.code == 0, "\(ready)")
  }

  /// Asks until the server is ready, because `health` waits two seconds only, and a busy machine may take longer.
  private static func firstReady(_ ask: () throws -> Program.Ending) throws -> Program.Ending {
    var ending = try ask()
    let isReady = try until {
      if ending.code != 0 { ending = try ask() }
      return ending.code == 0
    }
    try #require(isReady, "\(ending)")
    return ending
  }

  @Test func `rules lists every rule and every check that is always on`() throws {
    let ending = try Program.run(["rules"])
    #expect(ending.code == 0 && ending.errors == "")
    let rows = ending.output.split(separator: "\n").map {
      $0.split(separator: " ", omittingEmptySubsequences: true)
    }
    #expect(rows.first == ["RULE", "DEFAULT", "SOURCE", "DEMANDS"])
    let registry = Registry()
    let rules = registry.rules.map { ["\($0.rule.id)", $0.rule.isOnByDefault ? "on" : "off"] }
    let always = registry.alwaysOnRules.map { [$0.rule.id, "always"] }
    #expect(rows.dropFirst().map { $0.prefix(2).map(String.init) } == rules + always)
    #expect(ending.output.contains("\ncenterfy.temperature.range "))
  }

  @Test("rules lists the rules of one vendor, in every format", arguments: Registry().vendors.map(\.id))
  func rulesOfVendor(_ vendor: String) throws {
    let registry = Registry(Registry().vendors.filter { $0.id == vendor })
    let expected = registry.rules.map(\.rule.id) + registry.alwaysOnRules.map(\.rule.id)
    let table = try Program.run(["rules", vendor])
    #expect(table.code == 0 && table.errors == "")
    let rows = table.output.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != " " }) }
    #expect(rows == expected && rows.count < Registry().rules.count)
    let json = try #require(try JSON(text: Program.run(["rules", vendor, "--format", "json"]).output).members)
    let ids = ["rules", "alwaysOn"].flatMap { json[$0]?.array ?? [] }.map { $0.members?["id"]?.string }
    #expect(ids == expected)
    let page = try Program.run(["rules", "--format", "markdown", vendor]).output
    #expect(page.split(separator: "\n").count { $0.hasPrefix("| `") } == expected.count)
  }

  @Test(
    "rules names the vendor that may have been meant",
    arguments: [
      ("trilet", "\"trilet\" is not a vendor; did you mean \"trillet\"?"),
      ("Centerfy", "\"Centerfy\" is not a vendor; did you mean \"centerfy\"?"),
      ("acme", "\"acme\" is not a vendor; known: trillet, voicebip, centerfy, talkifai"),
    ])
  func unknownVendor(_ vendor: String, _ sentence: String) throws {
    let ending = try Program.run(["rules", vendor])
    #expect(ending.code == 64 && ending.output == "" && ending.errors.hasPrefix("Error: \(sentence)"))
  }

  @Test("rules prints JSON", arguments: Given.allCases)
  func rulesAsJSON(_ given: Given) throws {
    let ending =
      switch given {
      case .flag: try Program.run(["rules", "--format", "json"])
      case .variable: try Program.run(["rules"], ["UNDERSTUDY_FORMAT": "json"])
      }
    let document = try #require(try JSON(text: ending.output).members)
    let registry = Registry()
    let rules = try #require(document["rules"]?.array).compactMap(\.members)
    #expect(rules.map { $0["id"]?.string } == registry.rules.map(\.rule.id))
    #expect(
      rules.first { $0["id"] == "centerfy.temperature.range" } == [
        "id": "centerfy.temperature.range", "subject": "temperature",
        "sentence": "`temperature` must be from 0 to 1.", "message": nil, "source": "inferred",
        "document": "https://setup.centerfy.ai/api/update-agent/", "place": "Body Parameters", "default": "on",
      ])
    let always = try #require(document["alwaysOn"]?.array).compactMap { $0.members?["id"]?.string }
    #expect(always == registry.alwaysOnRules.map(\.rule.id))
  }

  @Test func `rules prints the committed page`() throws {
    let ending = try Program.run(["rules", "--format", "markdown", "--transcripts", "Tests/Transcripts"])
    #expect(ending.code == 0 && ending.errors == "")
    #expect(try ending.output == String(contentsOfFile: "\(Repository.root)/docs/rules.md", encoding: .utf8))
    let rows = ending.output.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let registry = Registry()
    #expect(rows.count == registry.rules.count + registry.alwaysOnRules.count)
    // Nothing that a client sends makes saving or reading fail, and a rule that only switches an answer refuses nothing.
    let behaviours = registry.rules.map(\.rule).filter { $0.role == .behaviour }.map { "| `\($0.id)`" }
    let unshown = rows.filter { row in
      row.hasSuffix("|  |") && !row.contains(".agent.saved`") && !row.contains(".agent.read`")
        && !behaviours.contains { row.hasPrefix($0) }
    }
    #expect(unshown == [])
  }

  @Test(
    "rules says which option is wrong",
    arguments: [["--transcripts", "."], ["--format", "markdown", "--transcripts", "nowhere"]])
  func badRules(_ arguments: [String]) throws {
    let ending = try Program.run(["rules"] + arguments)
    #expect(ending.code == 64 && ending.output == "" && ending.errors.contains("--transcripts"))
  }

  @Test("check says that the seeds are right", arguments: [["check"], ["check", "seed-data"]])
  func check(_ arguments: [String]) throws {
    let ending = try Program.run(arguments)
    #expect(ending.code == 0 && ending.errors == "")
    #expect(ending.output == "ok: \(Repository.agents) agents, \(Repository.otherRecords) other records\n")
  }

  @Test func `check prints the committed schema`() throws {
    let ending = try Program.run(["check", "--print-schema"])
    #expect(ending.code == 0)
    #expect(try ending.output == String(contentsOfFile: "\(Repository.seedData)/seed.schema.json", encoding: .utf8))
  }

  @Test(
    "Help is on standard output, with exit code 0",
    arguments: [
      (["--help"], "OVERVIEW: A local mock of the agent endpoints of"),
      (["serve", "--help"], "OVERVIEW: Run the server until SIGTERM or SIGINT.\n"),
      (["run", "--help"], "OVERVIEW: Run a command whose calls to the vendors, by https too, reach a\n"),
      (["check", "--help"], "OVERVIEW: Report every error in seed and mapping files, as"),
      (
        ["compare", "--help"], "OVERVIEW: Compare recordings of the real vendors with the responses of this\n"
      ),
      (["rules", "--help"], "OVERVIEW: List all rules, or a vendor's, with their requirement, their"),
      (["openapi", "--help"], "OVERVIEW: Print an OpenAPI 3.1 document of all endpoints, of one"),
      (["health", "--help"], "OVERVIEW: Ask a running server whether it is ready; exit code 0 if so, else 1.\n"),
      (["verdict", "--help"], "OVERVIEW: Ask a running server what --fail-on would find; exit code 3 if it\n"),
      (["help", "rules"], "OVERVIEW: List all rules, or a vendor's, with their requirement, their"),
    ])
  func help(_ arguments: [String], _ start: String) throws {
    let ending = try Program.run(arguments)
    #expect(ending.code == 0 && ending.errors == "")
    #expect(ending.output.hasPrefix(start))
  }

  @Test func `version is a number with three parts`() throws {
    let ending = try Program.run(["--version"])
    #expect(ending.code == 0 && ending.output.contains(/^\d+\.\d+\.\d+\n$/))
  }
}
