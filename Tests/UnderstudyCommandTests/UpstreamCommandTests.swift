import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("serve --upstream", .waits, .tags(.external)) struct UpstreamCommandTests {
  /// The options by which a server takes another for all vendors.
  private static func options(_ vendor: Serving, _ scratch: ScratchDirectory) -> [String] {
    [
      "--upstream", "record", "--record-to", scratch("capture.har"), "--upstream-allow", "127.0.0.1:\(vendor.port)",
      "--upstream-ca", scratch("vendor/ca.pem"),
    ]
  }

  @Test("records what an unchanged client sends by HTTPS_PROXY", .needs(.curl)) func proxy() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let vendor = try Serving(["--tls", "--tls-dir", scratch("vendor")])
    defer { vendor.kill() }
    let server = try Serving(["--tls", "--tls-dir", scratch("tls")] + Self.options(vendor, scratch))
    defer { server.kill() }
    let answer = try Script.run(
      UnchangedClient.curl.command("Recorded"), UnchangedClient.trusting(scratch("tls"), proxy: server.port))
    #expect(
      answer.output.split(separator: "\n").suffix(4) == ["Recorded", "200", "Recorded", "200"], "\(answer.output)")
    // The vendor has the change, and this server has not.
    let agent = "/__admin/agents/talkifai/agent_abc123"
    #expect(try JSON(reading: vendor.get(agent).body).members?["name"] == "Recorded")
    #expect(try JSON(reading: server.get(agent).body).members?["name"] != "Recorded")
    let ending = try server.stop()
    #expect(ending.code == 0, "\(ending)")
    let file = try String(contentsOfFile: scratch("capture.har"), encoding: .utf8)
    let log = try JSON(reading: Array(file.utf8)).members?["log"]?.members
    let urls = (log?["entries"]?.array ?? []).compactMap { $0.members?["request"]?.members?["url"]?.string }
    #expect(urls.contains("https://api.talkifai.dev/v1/agents/agent_abc123"))
    #expect(urls.contains("https://api.trillet.ai/v1/api/omni-flow-agents/agentIdExample"))
    #expect(file.contains("redacted_"))
    #expect(ending.errors.contains(" upstream=api.talkifai.dev "), "\(ending.errors)")
  }

  @Test("records the calls of the command of `run`", .needs(.curl)) func run() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let vendor = try Serving(["--tls", "--tls-dir", scratch("vendor")])
    defer { vendor.kill() }
    let ending = try Running.run(
      UnchangedClient.curl.command("Recorded"), options: Self.options(vendor, scratch))
    #expect(ending.code == 0 && ending.output == "Recorded\n200\nRecorded\n200\n", "\(ending)")
    let file = try String(contentsOfFile: scratch("capture.har"), encoding: .utf8)
    #expect(file.contains(#""url":"https://api.talkifai.dev/v1/agents/agent_abc123""#), "\(ending)")
  }

  @Test func `gives the command of run no descriptor`() throws {
    let list = "readlink /proc/$$/fd/*"
    let ending = try Running.run(
      ["sh", "-c", list], options: ["--upstream", "compare"],
      launcher: ["sh", "-c", #"\#(list); echo inherited; exec "$0" "$@""#])
    let parts = ending.output.split(separator: "inherited\n")
    #expect(parts.count == 2 && parts.first == parts.last, "\(ending)")
  }

  @Test("logs once that the recording's disk is full, and answers on", .needs(.bash)) func fullDisk() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let vendor = try Serving(["--tls", "--tls-dir", scratch("vendor")])
    defer { vendor.kill() }
    let server = try Serving(
      Self.options(vendor, scratch),
      launcher: ["env", "--default-signal=XFSZ", "TMPDIR=/dev/null", "bash", "-c", #"ulimit -f 4; exec "$0" "$@""#])
    defer { server.kill() }
    for number in 1...12 {
      let answer = try server.update(
        #"{"name":"\#(String(repeating: "x", count: 400))","max_duration":\#(number)}"#)
      #expect(answer.status == 200, "\(answer.text)")
    }
    let info = try JSON(reading: server.get("/__admin/info").body)
    let recording = info.members?["upstream"]?.members?["recording"]?.members
    #expect(recording?["error"]?.string?.isEmpty == false && recording?["lost"] != 0 && recording?["lost"] != nil)
    #expect(server.logs("the recording lacks requests"))
    #expect(server.errors.ranges(of: "the recording lacks requests").count == 1, "\(server.errors)")
  }

  @Test(
    "refuses addresses of this machine that /etc/hosts gives to a vendor, and itself by name", .needs(.ip),
    .needs(.curl),
    .needsPrivateNetwork, arguments: [(0, "upstream-address-refused"), (443, "upstream-loop")])
  func hosts(_ port: Int, _ code: String) throws {
    let server = try PrivateServer(
      port: port, hosts: "127.0.0.1 localhost crmwebhook.com", ["--upstream", "compare"])
    defer { server.kill() }
    let answer = try server.run([
      "curl", "--silent", "--header", "x-api-key: \(Centerfy.salesBot.key)", "--request", "PUT", "--data", "{}",
      "http://localhost:\(server.port)\(Centerfy.salesBot.path)",
    ])
    #expect(answer.output.contains(code) && answer.output.contains("/etc/hosts"), "\(answer.output)")
  }

  @Test("passes on what another server sends", .tags(.python), .needs(.python), .needs(.openssl)) func otherServer()
    throws
  {
    try PythonTests("clients/upstream").run(["UNDERSTUDY": Repository.command])
  }
}
