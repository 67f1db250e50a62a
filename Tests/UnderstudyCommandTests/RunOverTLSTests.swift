import Foundation
import Testing
import UnderstudyTestSupport

/// What `understudy run` is for: clients with the vendor's https URL in their code; ``HTTPSClientTests`` has more of them.
@Suite("A run's calls by https", .waits, .tags(.external)) struct RunOverTLSTests {
  private static let url = "https://api.talkifai.dev/v1/agents"
  private static let agent = "agent_abc123"

  private func expectAgent(
    _ command: [String], options: [String] = [], _ variables: [String: String] = [:]
  ) throws {
    let ending = try Running.run(command, options: options, variables)
    #expect(ending.code == 0 && ending.output.contains(Self.agent), "\(ending)")
  }

  private static let curl = [
    "curl", "--silent", "--show-error", "--max-time", "600", "-H", "x-api-key: tk_live_owner", url,
  ]

  @Test("reach the server from curl", .needs(.curl)) func curl() throws {
    try expectAgent(Self.curl)
  }

  @Test("trust the server with the CA of a directory of one's own, which stays", .needs(.curl))
  func directory() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try expectAgent(Self.curl, options: ["--tls-dir", scratch("tls")])
    let authority = try String(contentsOfFile: scratch("tls/ca.pem"), encoding: .utf8)
    try expectAgent(Self.curl, options: ["--tls-dir", scratch("tls")])
    #expect(try String(contentsOfFile: scratch("tls/ca.pem"), encoding: .utf8) == authority)
  }

  @Test("trust the server besides certificates of the user", .needs(.curl)) func combined() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let other = try Running.run(["sh", "-c", #"cat "$UNDERSTUDY_CA""#])
    let file = try scratch.write(other.output, to: "company.pem")
    try expectAgent(Self.curl, ["CURL_CA_BUNDLE": file])
    let combined = try Running.run(
      ["sh", "-c", #"cat "$CURL_CA_BUNDLE""#], ["CURL_CA_BUNDLE": file]
    ).output
    #expect(combined.hasSuffix(other.output))
  }

  @Test("of another host are refused with advice", .needs(.curl)) func others() throws {
    let ending = try Running.run([
      "curl", "--silent", "--show-error", "--max-time", "600", "https://example.com/",
    ])
    #expect(ending.code != 0 && ending.output == "" && ending.errors.contains("502"), "\(ending)")
    #expect(ending.errors.contains("Add example.com to NO_PROXY"), "\(ending)")
  }

  @Test("reach the server under its own address and by its CA", .needs(.curl)) func ownAddress()
    throws
  {
    let script = """
      curl --silent --show-error --max-time 600 --cacert "$UNDERSTUDY_CA" -H 'x-api-key: tk_live_owner' \
      "$UNDERSTUDY_HTTPS_URL/talkifai/v1/agents"
      """
    try expectAgent(["sh", "-c", script])
  }

  @Test("reach the server from a run within a run, without a warning", .needs(.curl)) func nested()
    throws
  {
    let ending = try Running.run([Repository.command, "run", "--"] + Self.curl)
    #expect(ending.code == 0 && ending.output.contains(Self.agent), "\(ending)")
    #expect(ending.errors == "")
  }

  @Test("have a private key that only this user can read, and leave nothing") func files() throws {
    let running = try Running()
    defer { running.kill() }
    let attributes = try FileManager.default.attributesOfItem(
      atPath: "\(running.certificates)/ca.key")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    for name in ["ca.pem", "bundle.pem", "trust.p12"] {
      #expect(FileManager.default.fileExists(atPath: "\(running.certificates)/\(name)"))
    }
    #expect(try running.end(0).code == 0)
    #expect(running.leftovers == [])
  }

  @Test("reach the server from Java, with any name of the temporary directory", .needs(.java)) func java() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let source = try scratch.write(
      """
      import java.net.*;
      import java.net.http.*;
      class Client {
        public static void main(String[] arguments) throws Exception {
          var request = HttpRequest.newBuilder(URI.create("\(Self.url)")).header("x-api-key", "tk_live_owner").build();
          var client = HttpClient.newBuilder().proxy(ProxySelector.getDefault()).build();
          System.out.println(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
      }
      """, to: "Client.java")
    try expectAgent(
      [ExternalProgram.java.path ?? "java", source],
      [
        "TMPDIR": URL(filePath: try scratch.write("", to: "with space's/file"))
          .deletingLastPathComponent().path
      ])
  }
}
