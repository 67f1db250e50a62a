import Testing
import UnderstudyUpstream

@Suite("--upstream-allow") struct DestinationTests {
  private static let hosts = ["api.talkifai.dev", "crmwebhook.com"]

  @Test(
    "takes hosts of vendors and an IP address, with a port or without",
    arguments: [
      ["crmwebhook.com"], ["CRMWEBHOOK.com:8443"], ["127.0.0.1"], ["127.0.0.1:1"], ["::1"], ["[::1]"],
      ["[::1]:65535"],
      ["10.0.0.1:443", "crmwebhook.com:8443", "api.talkifai.dev"],
    ])
  func accepted(_ texts: [String]) throws {
    _ = try UpstreamDestinations(allowing: texts, of: Self.hosts)
  }

  @Test(
    "refuses everything else, and says what is expected",
    arguments: [
      (["example.com"], "is not a vendor's host; the hosts are api.talkifai.dev, crmwebhook.com"),
      (["api.crmwebhook.com:443"], "is not a vendor's host"), (["localhost:1"], "is not a vendor's host"),
      (["crmwebhook.com:0"], "expected HOST or HOST:PORT"), (["crmwebhook.com:65536"], "expected HOST"),
      (["crmwebhook.com:"], "expected HOST"), (["crmwebhook.com:+1"], "expected HOST"), ([""], "expected HOST"),
      (["https://crmwebhook.com"], "expected HOST"), (["[127.0.0.1]:1"], "expected HOST"),
      (["[::1"], "expected HOST"),
      (["crm webhook.com"], "expected HOST"), (["crmwebhook.com\n"], "expected HOST"),
      (["127.0.0.1", "127.0.0.2:1"], "second IP address"),
      (["crmwebhook.com", "crmwebhook.com:1"], "is named already"),
    ])
  func refused(_ texts: [String], _ part: String) {
    let error = #expect(throws: UpstreamDestinations.Invalid.self) {
      try UpstreamDestinations(allowing: texts, of: Self.hosts)
    }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }
}
