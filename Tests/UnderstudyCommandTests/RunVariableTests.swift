import Foundation
import Testing
@testable import UnderstudyCommand
import UnderstudyCertificates
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyTestSupport

@Suite("The variables of a run's command", .waits) struct RunVariableTests {
  @Test func `are those of the page, and all others are unchanged`() throws {
    let unset = Running.variables.keys.sorted().flatMap { ["-u", $0] }
    let program = try Program(
      ["run", "--", "env", "-0"], ["OTHER": "a b\nc", "TRILLET_API_URL": "https://api.trillet.ai"],
      launcher: ["env"] + unset)
    defer { program.kill() }
    let found = Dictionary(
      try program.ending().output.split(separator: "\0").map { entry in
        let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]))
      }
    ) { $1 }
    let url = try #require(found["UNDERSTUDY_URL"])
    let port = try #require(url.wholeMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)/)).1
    let directory = String(try #require(found["UNDERSTUDY_CA"]).dropLast("/ca.pem".count))
    var expected = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("UNDERSTUDY_") }
      .filter { Running.variables[$0.key] == nil }.merging(Sanitizer.variables) { $1 }
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "UNDERSTUDY_URL", "TRILLET_API_URL"] {
      expected[name] = url
    }
    for name in ["NO_PROXY", "no_proxy"] { expected[name] = "localhost,127.0.0.1,::1" }
    for name in ["NODE_EXTRA_CA_CERTS", "DENO_CERT", "UNDERSTUDY_CA"] { expected[name] = "\(directory)/ca.pem" }
    for name in [
      "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO",
      "AWS_CA_BUNDLE",
    ] { expected[name] = "\(directory)/bundle.pem" }
    expected["NODE_USE_ENV_PROXY"] = "1"
    expected["UNDERSTUDY_HTTPS_URL"] = "https://127.0.0.1:\(port)"
    expected["JAVA_TOOL_OPTIONS"] = """
      -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=\(port) -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=\(port) \
      -Dhttp.nonProxyHosts=localhost|127.0.0.1|[::1] -Djavax.net.ssl.trustStore=\(directory)/trust.p12 \
      -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=changeit
      """
    expected["OTHER"] = "a b\nc"
    #expect(found == expected)
  }

  @Test(
    "bring a call by http to the server", .needs(.curl), .tags(.external),
    arguments: [
      "http://api.talkifai.dev/v1/agents", "$UNDERSTUDY_URL/talkifai/v1/agents",
    ])
  func proxied(_ url: String) throws {
    let ending = try Running.run(
      ["sh", "-c", "curl --silent --show-error --max-time 600 -H 'x-api-key: tk_live_owner' \"\(url)\""])
    #expect(ending.code == 0 && ending.output.contains(#""agent_abc123""#), "\(ending)")
  }

  private static let server = ServerAddress(host: "127.0.0.1", port: 4010)

  private func variables(
    _ inherited: [String: String], trust: TrustedAuthority.Files? = TrustedAuthority.Files(in: "/tls"),
    _ others: ProxyPolicy = .refused
  ) throws -> CommandVariables {
    try CommandVariables(
      ProcessEnvironment(inherited), server: Self.server, trust: trust, others: others, writingTo: "/nowhere")
  }

  @Test(
    "NO_PROXY keeps what was set, plus loopback, but nothing that leads past the server to a vendor",
    arguments: [
      ("", "localhost,127.0.0.1,::1", []),
      ("a.internal, .b.internal", "a.internal,.b.internal,localhost,127.0.0.1,::1", []),
      ("localhost", "localhost,127.0.0.1,::1", []), ("10.0.0.0/8", "10.0.0.0/8,localhost,127.0.0.1,::1", []),
      ("*", "localhost,127.0.0.1,::1", ["*"]), ("API.trillet.ai", "localhost,127.0.0.1,::1", ["API.trillet.ai"]),
      ("x, .trillet.ai:443,*.talkifai.dev", "x,localhost,127.0.0.1,::1", [".trillet.ai:443", "*.talkifai.dev"]),
      ("illet.ai,docs.trillet.ai", "illet.ai,docs.trillet.ai,localhost,127.0.0.1,::1", []),
    ])
  func proxyExceptions(_ inherited: String, _ list: String, _ omitted: [String]) throws {
    for name in ["NO_PROXY", "no_proxy"] {
      let command = try variables([name: inherited])
      #expect(command.environment["NO_PROXY"] == list)
      #expect(command.environment["no_proxy"] == list)
      #expect(
        command.warnings
          == omitted.map {
            "NO_PROXY was set to \($0), which is left out: calls to a vendor would not reach this server"
          })
    }
  }

  @Test func `NO_PROXY in both spellings is one list, and is Java's too`() throws {
    let command = try variables(["NO_PROXY": "a.internal,10.0.0.0/8", "no_proxy": ".b.internal,a.internal"])
    #expect(command.environment["no_proxy"] == "a.internal,10.0.0.0/8,.b.internal,localhost,127.0.0.1,::1")
    #expect(
      command.environment["JAVA_TOOL_OPTIONS"]?
        .contains(" -Dhttp.nonProxyHosts=a.internal|*.b.internal|localhost|127.0.0.1|[::1] ") == true)
  }

  @Test func `JAVA_TOOL_OPTIONS keeps what was set, and quotes paths`() throws {
    let command = try variables(
      ["JAVA_TOOL_OPTIONS": "-Xmx1g -Djavax.net.ssl.trustStore=mine.jks"],
      trust: TrustedAuthority.Files(in: "/a b/it's")
    )
    let options = try #require(command.environment["JAVA_TOOL_OPTIONS"])
    #expect(options.hasPrefix("-Xmx1g -Djavax.net.ssl.trustStore=mine.jks -Dhttps.proxyHost=127.0.0.1 "))
    #expect(options.contains(#" -Djavax.net.ssl.trustStore='/a b/it'"'"'s/trust.p12' "#))
    #expect(command.warnings == ["JAVA_TOOL_OPTIONS had a trust store of its own, which counts no longer"])
  }

  @Test func `leave trust as it is for a certificate of one's own`() throws {
    let command = try variables(
      [
        "SSL_CERT_FILE": "/company.pem", "UNDERSTUDY_CA": "/outer/ca.pem",
        "JAVA_TOOL_OPTIONS": "-Djavax.net.ssl.trustStore=mine.jks",
      ], trust: nil)
    #expect(command.environment["SSL_CERT_FILE"] == "/company.pem")
    #expect(command.environment["UNDERSTUDY_CA"] == nil && command.environment["CURL_CA_BUNDLE"] == nil)
    #expect(command.environment["JAVA_TOOL_OPTIONS"]?.hasSuffix("127.0.0.1|[::1]") == true)
    #expect(command.environment["HTTPS_PROXY"] == "http://127.0.0.1:4010")
    #expect(command.warnings == [])
  }

  @Test func `combine the user's certificates with the server's`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("ours", to: "ca.pem")
    try scratch.write("all", to: "bundle.pem")
    let company = try scratch.write("company", to: "company.pem")
    let command = try CommandVariables(
      ProcessEnvironment([
        "SSL_CERT_FILE": company, "CURL_CA_BUNDLE": company, "NODE_EXTRA_CA_CERTS": company,
        "REQUESTS_CA_BUNDLE": scratch.path, "NIX_SSL_CERT_FILE": company,
      ]), server: Self.server, trust: TrustedAuthority.Files(in: scratch.path), others: .refused,
      writingTo: scratch.path)
    func contents(_ name: String) throws -> String {
      try String(contentsOfFile: try #require(command.environment[name]), encoding: .utf8)
    }
    for name in ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "NIX_SSL_CERT_FILE"] {
      #expect(try contents(name) == "all\ncompany")
    }
    #expect(try contents("NODE_EXTRA_CA_CERTS") == "ours\ncompany")
    #expect(try contents("PIP_CERT") == "all")
    #expect(command.environment["REQUESTS_CA_BUNDLE"] == scratch("bundle.pem"))
    #expect(command.environment["HTTPLIB2_CA_CERTS"] == nil)
    #expect(
      command.warnings == [
        "REQUESTS_CA_BUNDLE was set to \(scratch.path), whose certificates are not trusted: not a file"
      ])
  }

  @Test func `leave certificates out whose file is too large`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try scratch.write("", to: "large.pem")
    try FileHandle(forWritingTo: URL(filePath: file)).truncate(atOffset: 16_777_217)
    let command = try variables(["SSL_CERT_FILE": file])
    #expect(command.environment["SSL_CERT_FILE"] == "/tls/bundle.pem")
    #expect(
      command.warnings == [
        "SSL_CERT_FILE was set to \(file), whose certificates are not trusted: larger than 16777216 bytes"
      ])
  }

  @Test func `replace a proxy that was set, with a warning if tunnels would need it`() throws {
    let inherited = ["https_proxy": "http://user:secret@proxy.internal:3128"]
    #expect(try variables(inherited).warnings == [])
    let command = try variables(inherited, .tunnelled)
    #expect(command.environment["https_proxy"] == "http://127.0.0.1:4010")
    #expect(command.warnings == ["https_proxy was set: the tunnels of --proxy-others do not use that proxy"])
  }

  @Test(
    "name an address that clients can reach",
    arguments: [
      ("0.0.0.0", "http://127.0.0.1:"), ("::", "http://[::1]:"), ("localhost", "http://localhost:"),
    ])
  func address(_ host: String, _ start: String) throws {
    let ending = try Running.run(["sh", "-c", #"echo "$UNDERSTUDY_URL""#], options: ["--host", host])
    #expect(ending.code == 0 && ending.output.hasPrefix(start))
  }
}
