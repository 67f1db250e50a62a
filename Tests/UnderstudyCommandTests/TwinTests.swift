import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The environment twin of each option") struct TwinTests {
  /// One option of `serve`, with a value that ends the start, how it does so, and a value that does not.
  struct Twin: CustomTestStringConvertible {
    let option: String
    let bad: String
    let code: Int32
    let complaint: String
    /// nil for a flag.
    let good: String?

    init(_ option: String, _ bad: String, _ code: Int32, _ complaint: String, good: String?) {
      (self.option, self.bad, self.code, self.complaint, self.good) = (option, bad, code, complaint, good)
    }

    var variable: String { Given.variable(of: option) }
    var testDescription: String { option }
  }

  static let twins = [
    Twin("host", "192.0.2.1", 69, "cannot listen on 192.0.2.1:", good: "127.0.0.1"),
    Twin("port", "abc", 64, "UNDERSTUDY_PORT: The value 'abc' is invalid", good: "0"),
    Twin("port-file", "/dev/null/port", 64, "--port-file /dev/null/port", good: "SCRATCH/port"),
    Twin("seed-data", "/dev/null", 66, "cannot read the seed directory /dev/null:", good: "seed-data"),
    Twin("database", "/dev/null/agents", 64, "--database /dev/null/agents", good: "SCRATCH/agents"),
    Twin("disable-rule", "some.rule", 64, "\"some.rule\" is not a rule", good: "centerfy.body.required"),
    Twin("enable-rule", "some.rule", 64, "\"some.rule\" is not a rule", good: "centerfy.unknown-field"),
    Twin("max-body-bytes", "-1", 64, "UNDERSTUDY_MAX_BODY_BYTES: ", good: "0"),
    Twin("threads", "0", 64, "UNDERSTUDY_THREADS: ", good: "1"),
    Twin("clock", "noon", 64, "UNDERSTUDY_CLOCK: The value 'noon' is", good: "2026-04-17T12:00:00Z"),
    Twin("no-annotations", "maybe", 64, "UNDERSTUDY_NO_ANNOTATIONS: \"maybe\" is neither", good: nil),
    Twin("no-cors", "maybe", 64, "UNDERSTUDY_NO_CORS: \"maybe\" is neither", good: nil),
    Twin("admin-origin", "app", 64, "UNDERSTUDY_ADMIN_ORIGIN: ", good: "https://app.example.com"),
    Twin("admin-host", "a:1", 64, "UNDERSTUDY_ADMIN_HOST: ", good: "mock"),
    Twin("journal-entries", "-1", 64, "UNDERSTUDY_JOURNAL_ENTRIES: ", good: "0"),
    Twin("journal-bytes", "-1", 64, "UNDERSTUDY_JOURNAL_BYTES: ", good: "0"),
    Twin("sandbox-limit", "0", 64, "UNDERSTUDY_SANDBOX_LIMIT: ", good: "1"),
    Twin("sandbox-idle-seconds", "0", 64, "UNDERSTUDY_SANDBOX_IDLE_SECONDS: ", good: "1"),
    Twin("fail-on", "everything", 64, "UNDERSTUDY_FAIL_ON: The value 'everything' is", good: "unmatched"),
    Twin("log-format", "xml", 64, "UNDERSTUDY_LOG_FORMAT: The value 'xml' is", good: "json"),
    Twin("log-level", "loud", 64, "UNDERSTUDY_LOG_LEVEL: The value 'loud' is", good: "error"),
  ]

  @Test func `The table above has every option`() throws {
    let dump = try Program.run(["serve", "--experimental-dump-help"])
    let arguments = try #require(
      try JSON(text: dump.output).members?["command"]?.members?["arguments"]?.array)
    let names = arguments.compactMap { $0.members?["preferredName"]?.members?["name"]?.string }
    #expect(names.filter { !["help", "version"].contains($0) } == Self.twins.map(\.option))
  }

  @Test("Its value counts, so a bad one ends the start", arguments: twins)
  func bad(_ twin: Twin) throws {
    let ending = try Program.run(twin.option == "port" ? [] : ["--port=0"], [twin.variable: twin.bad])
    #expect(ending.code == twin.code && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: ") && ending.errors.contains(twin.complaint))
  }

  @Test("The flag beats it", arguments: twins)
  func flag(_ twin: Twin) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let good = twin.good.map { "=" + $0.replacing("SCRATCH", with: scratch.path) } ?? ""
    let server = try Serving(["--\(twin.option)\(good)"], [twin.variable: twin.bad])
    defer { server.kill() }
    #expect(try server.get("/__admin/readyz").status == 200)
    #expect(server.program.errors.contains("warning") == (twin.option == "threads"))
  }

  @Test("Empty, it counts as unset", arguments: twins)
  func empty(_ twin: Twin) throws {
    let server = try Serving(["--port=0"], [twin.variable: ""])
    defer { server.kill() }
    #expect(server.readyLine.contains("agents=\(Repository.agents) "))
    #expect(server.program.errors == "")
  }
}
