import Testing
import UnderstudyCertificates
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyTestSupport

@Suite("The environment variable of each option", .waits) struct OptionVariableTests {
  /// One option of `serve`, with a value that ends the start, how it does so, and a value that does not.
  struct OptionVariable: CustomTestStringConvertible {
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

  static let all = [
    OptionVariable("host", "192.0.2.1", 69, "cannot listen on 192.0.2.1:", good: "127.0.0.1"),
    OptionVariable("port", "abc", 64, "UNDERSTUDY_PORT: The value 'abc' is invalid", good: "0"),
    OptionVariable("port-file", "/dev/null/port", 64, "--port-file /dev/null/port", good: "SCRATCH/port"),
    OptionVariable("also-port", "0", 64, "UNDERSTUDY_ALSO_PORT: --also-port must be", good: freePort),
    OptionVariable("seed-data", "/dev/null", 66, "cannot read the seed directory /dev/null:", good: "seed-data"),
    OptionVariable("mappings", "/dev/null", 66, "cannot read the mapping directory /dev/null:", good: "SCRATCH"),
    OptionVariable("watch", "maybe", 64, "UNDERSTUDY_WATCH: \"maybe\" must be", good: nil),
    OptionVariable("strict", "maybe", 64, "UNDERSTUDY_STRICT: \"maybe\" must be", good: nil),
    OptionVariable("database", "/dev/null/agents", 64, "--database /dev/null/agents", good: "SCRATCH/agents"),
    OptionVariable("profile", "observd", 64, "UNDERSTUDY_PROFILE: The value 'observd' is", good: "observed"),
    OptionVariable("disable-rule", "some.rule", 64, "\"some.rule\" is not a rule", good: "centerfy.body.required"),
    OptionVariable("enable-rule", "some.rule", 64, "\"some.rule\" is not a rule", good: "centerfy.unknown-field"),
    OptionVariable("max-body-bytes", "-1", 64, "UNDERSTUDY_MAX_BODY_BYTES: ", good: "0"),
    OptionVariable("threads", "0", 64, "UNDERSTUDY_THREADS: ", good: "1"),
    OptionVariable("clock", "noon", 64, "UNDERSTUDY_CLOCK: The value 'noon' is", good: "2026-04-17T12:00:00Z"),
    OptionVariable("no-annotations", "maybe", 64, "UNDERSTUDY_NO_ANNOTATIONS: \"maybe\" must be", good: nil),
    OptionVariable("annotate", "all", 64, "UNDERSTUDY_ANNOTATE: The value 'all' is", good: "assumptions"),
    OptionVariable("no-cors", "maybe", 64, "UNDERSTUDY_NO_CORS: \"maybe\" must be", good: nil),
    OptionVariable("admin-origin", "app", 64, "UNDERSTUDY_ADMIN_ORIGIN: ", good: "https://app.example.com"),
    OptionVariable("admin-host", "a:1", 64, "UNDERSTUDY_ADMIN_HOST: ", good: "mock"),
    OptionVariable("journal-entries", "-1", 64, "UNDERSTUDY_JOURNAL_ENTRIES: ", good: "0"),
    OptionVariable("journal-bytes", "-1", 64, "UNDERSTUDY_JOURNAL_BYTES: ", good: "0"),
    OptionVariable("sandbox-limit", "0", 64, "UNDERSTUDY_SANDBOX_LIMIT: ", good: "1"),
    OptionVariable("sandbox-idle-seconds", "0", 64, "UNDERSTUDY_SANDBOX_IDLE_SECONDS: ", good: "1"),
    OptionVariable("fail-on", "everything", 64, "UNDERSTUDY_FAIL_ON: The value 'everything' is", good: "unmatched"),
    OptionVariable(
      "report", "xml=a", 64, "UNDERSTUDY_REPORT: --report \"xml=a\": name", good: "junit=SCRATCH/r.xml"),
    OptionVariable("tls", "maybe", 64, "UNDERSTUDY_TLS: \"maybe\" must be", good: nil),
    OptionVariable("tls-dir", "tls", 64, "--tls-dir has an effect with --tls only; add", good: "SCRATCH/tls"),
    OptionVariable("tls-name", "a:1", 64, "UNDERSTUDY_TLS_NAME: --tls-name \"a:1\" is not", good: "mock.internal"),
    OptionVariable(
      "tls-cert", "cert.pem", 64, "--tls-cert has an effect with --tls only", good: "SCRATCH/cert.pem"),
    OptionVariable("tls-key", "key.pem", 64, "--tls-key has an effect with --tls only", good: "SCRATCH/key.pem"),
    OptionVariable("proxy-others", "allow", 64, "UNDERSTUDY_PROXY_OTHERS: The value 'allow' is", good: "tunnel"),
    OptionVariable("upstream", "replay", 64, "UNDERSTUDY_UPSTREAM: The value 'replay' is", good: "compare"),
    OptionVariable("record-to", "a.har", 64, "--record-to has an effect with --upstream", good: "SCRATCH/a.har"),
    OptionVariable("upstream-allow", "a", 64, "UNDERSTUDY_UPSTREAM_ALLOW: --upstream-allow", good: "127.0.0.1:1"),
    OptionVariable("upstream-ca", "ca.pem", 64, "--upstream-ca has an effect with", good: "SCRATCH/ca.pem"),
    OptionVariable("log-format", "xml", 64, "UNDERSTUDY_LOG_FORMAT: The value 'xml' is", good: "json"),
    OptionVariable("log-level", "loud", 64, "UNDERSTUDY_LOG_LEVEL: The value 'loud' is", good: "error"),
  ]

  /// Those that exclude `--tls-dir`.
  private static let ownCertificate = ["tls-cert", "tls-key"]

  /// Below the ports that the system chooses by itself, or it would be that of a server of another test by the time that it is
  /// used.
  private static var freePort: String {
    let port = (10_000..<32_000).shuffled().first { (try? ListeningSocket(host: "127.0.0.1", port: $0)) != nil }
    return "\(port ?? 4011)"
  }

  @Test func `The table above has every option`() throws {
    let dump = try Program.run(["serve", "--experimental-dump-help"])
    let arguments = try #require(
      try JSON(text: dump.output).members?["command"]?.members?["arguments"]?.array)
    let names = arguments.compactMap { $0.members?["preferredName"]?.members?["name"]?.string }
    #expect(names.filter { !["help", "version"].contains($0) } == Self.all.map(\.option))
  }

  @Test("Its value counts, so a bad one ends the start", arguments: ExternalProgram.sample(of: all))
  func bad(_ option: OptionVariable) throws {
    let ending = try Program.run(option.option == "port" ? [] : ["--port=0"], [option.variable: option.bad])
    #expect(ending.code == option.code && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: ") && ending.errors.contains(option.complaint))
  }

  // All at once from here on, because each start takes a tenth of a second.

  @Test func `The flag beats it`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write(try ServerCertificates(names: []).authority?.certificatePEM ?? "", to: "ca.pem")
    let options = Self.all.filter { !Self.ownCertificate.contains($0.option) }
    let flags = options.map { option in
      "--\(option.option)" + (option.good.map { "=" + $0.replacing("SCRATCH", with: scratch.path) } ?? "")
    }
    let bad = Dictionary(uniqueKeysWithValues: options.map { ($0.variable, $0.bad) })
    let server = try Serving(flags, bad)
    defer { server.kill() }
    #expect(try server.get("/__admin/readyz").status == 200)
    #expect(server.errors == "")
  }

  @Test func `The flag beats it for a certificate of one's own`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let key = try scratch.write("", to: "key.pem")
    let ending = try Program.run(
      ["--port=0", "--tls", "--tls-cert", scratch("cert.pem"), "--tls-key", key],
      ["UNDERSTUDY_TLS_CERT": key, "UNDERSTUDY_TLS_KEY": scratch("nowhere.pem")])
    #expect(ending.code == 64 && ending.output == "")
    #expect(
      ending.errors.hasPrefix(
        "Error: --tls-cert \(scratch("cert.pem")) cannot be read: No such file or directory\n"))
  }

  @Test func `A file that is too large for a certificate is refused`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try scratch.write(String(repeating: "-", count: 1_048_577), to: "cert.pem")
    let ending = try Program.run(["--port=0", "--tls", "--tls-cert", file, "--tls-key", file])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: --tls-cert \(file) cannot be read: larger than 1048576 bytes\n"))
  }

  @Test func `Empty, it counts as unset`() throws {
    let empty = Dictionary(uniqueKeysWithValues: Self.all.map { ($0.variable, "") })
    let server = try Serving(["--port=0"], empty)
    defer { server.kill() }
    #expect(server.readyLine.contains("agents=\(Repository.agents) "))
    #expect(server.errors == "")
  }
}
