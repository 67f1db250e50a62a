import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The cases of --upstream compare", .waits) struct ComparisonCaseTests {
  private static let rule = "centerfy.temperature.range"
  private let vendor: MockVendor
  private let server: ForwardingServer

  init() throws {
    vendor = try MockVendor()
    server = try ForwardingServer(vendor, .compare) { $0.recording = nil }
  }

  private func cases(_ query: String = "", behind prefix: String = "") throws -> [JSON] {
    let found = try server.admin("GET", "/compare\(query)", behind: prefix)
    #expect(found[at: "mode"] == "compare")
    return try #require(found[at: "cases"]?.array)
  }

  private func found(_ id: String, _ query: String = "", behind prefix: String = "") throws -> JSON? {
    try cases(query, behind: prefix).first { $0[at: "id"] == .string(id) }
  }

  @Test func `are one for each operation and outcome, with their number and the last request`() throws {
    #expect(try found("centerfy")?[at: "state"] == "not-tried")
    for _ in 0..<2 { _ = try server.update() }
    #expect(try server.update(#"{"temperature":3}"#).status == 400)
    let same = try #require(try found("centerfy:200"))
    #expect(same[at: "state"] == "same" && same[at: "count"] == 2 && same[at: "differing"] == 0)
    #expect(same[at: "vendor"] == "centerfy" && same[at: "operation"] == "update" && same[at: "status"] == 200)
    let requests = try server.events()
    #expect(same[at: "request/id"] == requests[1][at: "id"] && same[at: "request/sandbox"] == "default")
    // Both refuse, by the same rule.
    let refused = try #require(try found("centerfy:\(Self.rule)"))
    #expect(refused[at: "state"] == "same" && refused[at: "status"] == 400)
    #expect(try found("centerfy") == nil)
    #expect(try found("voicebip-get")?[at: "state"] == "not-tried")
  }

  @Test func `differ as soon as one request differs, and show that one with both answers`() throws {
    _ = try server.update(#"{"temperature":3}"#)
    try vendor.admin("PUT", "/rules/\(Self.rule)", #"{"enabled":false}"#)
    _ = try server.update(#"{"temperature":1.5}"#)
    try vendor.admin("PUT", "/rules/\(Self.rule)", #"{"enabled":true}"#)
    _ = try server.update(#"{"temperature":3}"#)
    let found = try #require(try found("centerfy:\(Self.rule)"))
    #expect(found[at: "state"] == "differs" && found[at: "count"] == 3 && found[at: "differing"] == 1)
    #expect(found[at: "differences"] == 1 && found[at: "difference/class"] == "refused-by-us")
    let id = try #require(found[at: "request/id"]?.string)
    let request = try server.admin("GET", "/requests/\(id)")
    let upstream = try #require(request[at: "request/understudy/upstream"])
    #expect(request[at: "response/status"] == 200 && upstream[at: "ours/status"] == 400)
    #expect(upstream[at: "ours/body"]?.string?.contains("error") == true)
    let difference = try #require(upstream[at: "differences/0"])
    #expect(difference[at: "option"] == .string("--disable-rule \(Self.rule)"))
    #expect(difference[at: "conclusion"]?.string?.contains("has moved on") == true)
  }

  @Test func `say why requests could not be compared`() throws {
    _ = try server.send("GET", "/centerfy/functions/v1/nowhere", "", ForwardingServer.fields)
    let unknown = try #require(try found("none:not-compared"))
    #expect(unknown[at: "state"] == "not-compared" && unknown[at: "endpoint"] == .null)
    #expect(unknown[at: "reason"] == "no endpoint of ours has the path" && unknown[at: "count"] == 1)
    try vendor.map(#"{"request":{"method":"PUT"},"response":{"status":503}}"#)
    _ = try server.update()
    let failed = try #require(try found("centerfy:not-compared"))
    #expect(failed[at: "reason"]?.string?.contains("It answered 503") == true && failed[at: "status"] == 503)
    // It was tried, although nothing is known of it.
    #expect(try found("centerfy") == nil)
  }

  @Test func `are those of one sandbox, or of all, until its requests are removed`() throws {
    _ = try server.update(behind: "/sandbox/a")
    _ = try server.update(behind: "/sandbox/b")
    #expect(try found("centerfy:200") == nil)
    #expect(try found("centerfy:200", behind: "/sandbox/a")?[at: "count"] == 1)
    let all = try #require(try found("centerfy:200", "?sandboxes=all"))
    #expect(all[at: "count"] == 2 && all[at: "request/sandbox"] == "b")
    _ = try server.admin("DELETE", "/requests", behind: "/sandbox/b")
    #expect(try found("centerfy:200", "?sandboxes=all")?[at: "request/sandbox"] == "a")
  }

  @Test func `have no credential and no secret in either answer`() throws {
    let secret = "sk_live_0123456789abcdef"
    let fields: KeyValuePairs<String, String> = [
      "x-api-key": MockVendor.key, "X-Auth-Token": secret, "Content-Type": "application/json",
    ]
    let body = #"{"id":"\#(MockVendor.agent)","name":"\#(secret)"}"#
    try vendor.map(
      #"{"request":{"method":"PUT"},"response":{"status":200,"jsonBody":\#(body),"headers":{"Content-Type":"application/json"}}}"#
    )
    _ = try server.send("PUT", MockVendor.path, #"{"name":"\#(secret)"}"#, fields)
    let event = try #require(try server.events().first)
    let upstream = try #require(event[at: "request/understudy/upstream"])
    #expect(upstream[at: "ours/body"]?.string?.contains(#""name":"redacted_"#) == true)
    let texts = ["\(upstream)", "\(try #require(event[at: "response"]))", "\(try cases())"]
    #expect(texts.allSatisfy { !$0.contains(secret) && !$0.contains(MockVendor.key) })
  }
}
