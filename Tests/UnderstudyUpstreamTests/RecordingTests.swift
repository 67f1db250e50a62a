import Foundation
import Testing
import Understudy
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A recording", .waits) struct RecordingTests {
  private let vendor: MockVendor

  init() throws { vendor = try MockVendor() }

  /// A text that is a credential or a secret, in each place of a request and of its response.
  @Test func `has no secret in any byte of the file, the journal and the log`() throws {
    let secrets = (0..<9).map { "planted\($0)secret" }
    try vendor.map(
      #"""
      {"request":{"method":"POST"},"response":{"status":200,
      "headers":{"Set-Cookie":"session=\#(secrets[0])","X-Auth-Token":"\#(secrets[1])","X-Echo":"\#(secrets[2])"},
      "body":"{\"elevenLabsApiKey\":\"\#(secrets[3])\",\"note\":\"\#(secrets[4])\",\"access_token\":\"\#(secrets[5])\"}"}}
      """#)
    let server = try ForwardingServer(vendor, .record)
    let answer = try server.send(
      "POST", "/trillet/v1/api/omni-flow-agents?api_key=\(secrets[6])", #"{"elevenLabsApiKey":"\#(secrets[7])"}"#,
      [
        "Authorization": "Bearer \(secrets[4])", "x-api-key": secrets[2], "Cookie": "a=\(secrets[8])",
        "Content-Type": "application/json",
      ])
    // The client gets what the vendor sent, and the vendor what the client sent.
    #expect(answer.text.contains(secrets[3]) && answer["Set-Cookie"] == "session=\(secrets[0])")
    let file = try server.recording
    #expect(file.contains("omni-flow-agents") && file.contains("redacted_"))
    for secret in secrets { #expect(!file.contains(secret), "\(secret) in \(file)") }
    let event = try #require(try server.events().first)
    let response = String(decoding: (event[at: "response"] ?? .null).bytes, as: UTF8.self)
    for secret in secrets.prefix(6) { #expect(!response.contains(secret), "\(secret) in \(response)") }
    for secret in [secrets[7]] {
      #expect(event[at: "request/body"]?.string?.contains(secret) == false)
    }
  }

  @Test func `has each exchange when its client has the response, with what was sent and received`() throws {
    let server = try ForwardingServer(vendor, .record)
    for (number, temperature) in [(1, "0.5"), (2, "0.75")] {
      let answer = try server.update(#"{"temperature":\#(temperature)}"#, behind: "/sandbox/a")
      let entries = try server.entries
      #expect(entries.count == number)
      let entry = try #require(entries.last)
      #expect(
        entry[at: "request/method"] == "PUT"
          && entry[at: "request/postData/text"] == .string(#"{"temperature":\#(temperature)}"#))
      #expect(entry[at: "request/url"] == .string("https://crmwebhook.com\(MockVendor.path)"))
      #expect(entry[at: "response/status"] == 200 && entry[at: "response/content/text"] == .string(answer.text))
      #expect(entry[at: "_understudy/sandbox"] == "a")
    }
  }

  @Test func `that cannot be created is an error of the start`() throws {
    let failure = #expect(throws: MockServer.StartFailure.self) {
      try ForwardingServer(vendor, .record) { $0.recording = "/nowhere/capture.har" }
    }
    #expect(failure?.description.hasPrefix("--record-to /nowhere/capture.har cannot be created: ") == true)
  }
}
