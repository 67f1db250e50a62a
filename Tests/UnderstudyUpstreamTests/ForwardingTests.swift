import Foundation
import Testing
import Understudy
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A server with --upstream", .waits) struct ForwardingTests {
  private let vendor: MockVendor

  init() throws { vendor = try MockVendor() }

  private func server(
    _ mode: UpstreamSettings.Mode = .record, _ change: (inout UpstreamSettings) -> Void = { _ in }
  ) throws -> ForwardingServer {
    try ForwardingServer(vendor, mode, change)
  }

  @Test func `answers with the vendor's response, and changes nothing itself`() throws {
    try vendor.map(
      #"{"request":{"url":"\#(MockVendor.path)"},"response":{"status":418,"headers":{"X-Vendor":"yes","X-Understudy-Rule":"theirs","Alt-Svc":"h3"},"body":"{\"vendor\":true}"}}"#
    )
    let server = try server()
    let answer = try server.update()
    #expect(answer.status == 418 && answer.text == #"{"vendor":true}"# && answer["X-Vendor"] == "yes")
    #expect(
      answer["X-Understudy-Request-Id"] != nil && answer["X-Understudy-Rule"] == nil && answer["Alt-Svc"] == nil)
    let agent = try server.admin("GET", "/agents/centerfy/\(MockVendor.agent)")
    #expect(try agent == vendor.admin("GET", "/agents/centerfy/\(MockVendor.agent)"))
    let event = try #require(try server.events().first)
    #expect(event[at: "request/understudy/upstream/host"] == "crmwebhook.com" && event[at: "wasMatched"] == true)
    #expect(event[at: "request/understudy/upstream/milliseconds"] != nil && event[at: "response/status"] == 418)
    #expect(event[at: "request/understudy/upstream/difference"] == nil)
  }

  @Test(
    "forwards the client's credential and fields, but none of ours and none of the connection",
    arguments: ["", "/sandbox/a", "/centerfy", "/sandbox/a/centerfy"])
  func fields(_ prefix: String) throws {
    let server = try server()
    let answer = try server.send(
      "PUT", "\(prefix)\(MockVendor.path)?a=%2F", #"{"temperature":0.5}"#,
      [
        "x-api-key": MockVendor.key, "Content-Type": "application/json", "X-Understudy-Sandbox": "b",
        "Accept-Encoding": "gzip", "Connection": "keep-alive, X-Private", "X-Private": "1", "TE": "trailers",
        "Proxy-Authorization": "Basic abcdefgh", "User-Agent": "client/1", "Cookie": "a=b",
      ])
    #expect(answer.status == 200, "\(answer.text)")
    let sent = try #require(try vendor.requests().first)
    #expect(sent[at: "absoluteUrl"] == .string("https://crmwebhook.com\(MockVendor.path)?a=%2F"))
    let names = Set((sent[at: "headers"]?.members ?? [:]).map { $0.name.lowercased() })
    #expect(names == ["host", "x-api-key", "content-type", "content-length", "user-agent", "cookie"])
    #expect(sent[at: "headers"]?.members?["x-api-key"] == .string(MockVendor.key))
    #expect(try server.events(behind: prefix.hasPrefix("/sandbox") ? "/sandbox/a" : "/sandbox/b").count == 1)
  }

  @Test(
    "forwards unknown paths of a vendor that the request names, to its host",
    arguments: [
      ("/talkifai/v9/none", "localhost", "api.talkifai.dev"),
      ("/v9/none", "studio.talkifai.dev", "studio.talkifai.dev"),
      ("/v9/none", "API.Trillet.ai:443", "api.trillet.ai"), ("/", "crmwebhook.com", "crmwebhook.com"),
      ("/api/agents/agent_abc123", "api.talkifai.dev", "api.talkifai.dev"),
    ])
  func unknownPath(_ path: String, _ host: String, _ expected: String) throws {
    let server = try server()
    let answer = try server.send("GET", path, "", ["Host": host])
    #expect(answer.text.isEmpty == false)
    let sent = try #require(try vendor.requests().first)
    #expect(sent[at: "headers"]?.members?["Host"] == .string(expected))
    let event = try #require(try server.events().first)
    #expect(event[at: "request/understudy/upstream/host"] == .string(expected))
    #expect(event[at: "wasMatched"] == true)
  }

  @Test(
    "answers itself what belongs to no vendor",
    arguments: [
      ("GET", "/v9/none", "no-endpoint"), ("GET", "/", "controlPlane"), ("GET", "/__admin/version", "version"),
      ("GET", "/sandbox/../x", "sandbox"), ("GET", "/sandbox/!/v1/agents", "sandbox"),
    ])
  func own(_ method: String, _ path: String, _ part: String) throws {
    let server = try server()
    #expect(try server.send(method, path).text.contains(part))
    let preflight = try server.send(
      "OPTIONS", MockVendor.path, "", ["Origin": "https://app.example", "Access-Control-Request-Method": "PUT"])
    #expect(preflight.status == 204)
    #expect(try vendor.requests().isEmpty)
  }

  @Test func `lets mappings respond first, and forwards after the delay of one that leaves it to the vendor`()
    throws
  {
    let server = try server()
    _ = try server.admin("POST", "/mappings", #"{"request":{"method":"PUT"},"understudy":{"error":429}}"#)
    #expect(try server.update().status == 429)
    #expect(try vendor.requests().isEmpty)
    _ = try server.admin("DELETE", "/mappings")
    _ = try server.admin(
      "POST", "/mappings", #"{"response":{"fixedDelayMilliseconds":400},"understudy":{"emulate":true}}"#)
    let start = ContinuousClock.now
    #expect(try server.update().status == 200)
    #expect(start.duration(to: .now) >= .milliseconds(400))
    #expect(try vendor.requests().count == 1)
  }

  @Test func `forwards nothing of a request that is reset, or whose client leaves, during its delay`() throws {
    let server = try server()
    let mapping = #"{"response":{"fixedDelayMilliseconds":600000},"understudy":{"emulate":true}}"#
    for isReset in [true, false] {
      _ = try server.admin("POST", "/mappings", mapping, behind: "/sandbox/a")
      let client = try server.client()
      try client.send(HTTPText.request("PUT", "/sandbox/a\(MockVendor.path)", "{}", ForwardingServer.fields))
      #expect(try until { try server.events(behind: "/sandbox/a").count == 1 })
      if isReset {
        _ = try server.admin("POST", "/reset", behind: "/sandbox/a")
        #expect(try client.readUntilClose().isEmpty)
        #expect(try server.events(behind: "/sandbox/a").isEmpty)
      } else {
        client.close()
        #expect(
          try until {
            try server.events(behind: "/sandbox/a").first?[at: "request/understudy/upstream/failure"]
              == "client-left"
          })
      }
    }
    #expect(try vendor.requests().isEmpty)
  }

  @Test func `has each failure as a 502 of its own, in the journal too`() throws {
    for (response, code, limit) in [
      (#""fault":"EMPTY_RESPONSE""#, "upstream-connection-closed", patience),
      (#""fixedDelayMilliseconds":600000"#, "upstream-timeout", .milliseconds(300)),
    ] as [(String, String, Duration)] {
      let server = try server { $0.limits.totalTime = limit }
      try vendor.admin("DELETE", "/mappings")
      try vendor.map(#"{"response":{\#(response)}}"#)
      let answer = try server.update()
      let error = try #require(try answer.json[at: "errors/0"])
      #expect(answer.status == 502 && error[at: "code"] == .string(code))
      #expect(error[at: "detail"]?.string?.hasPrefix("crmwebhook.com: ") == true)
      let event = try #require(try server.events().first)
      #expect(
        event[at: "request/understudy/upstream/failure"] == .string(code) && event[at: "response/status"] == 502)
      #expect(try server.entries.isEmpty)
    }
  }

  @Test func `has a waiting entry, which a reset removes together with the transfer`() throws {
    try vendor.map(#"{"response":{"fixedDelayMilliseconds":600000}}"#)
    let server = try server()
    let client = try server.client()
    try client.send(HTTPText.request("PUT", "/sandbox/a\(MockVendor.path)", "{}", ForwardingServer.fields))
    #expect(try until { try vendor.requests().count == 1 })
    let waiting = try #require(try server.events(behind: "/sandbox/a").first)
    #expect(waiting[at: "request/understudy/waiting"] == true)
    _ = try server.admin("POST", "/reset", behind: "/sandbox/a")
    #expect(try client.readUntilClose().isEmpty)
    #expect(try server.events(behind: "/sandbox/a").isEmpty)
    // The vendor sees that its client has left.
    #expect(try until { try vendor.requests().first?[at: "understudy/departed"] == true })
  }

  @Test func `ends the transfer of a client that leaves, and keeps its request`() throws {
    try vendor.map(#"{"response":{"fixedDelayMilliseconds":600000}}"#)
    let server = try server()
    let client = try server.client()
    try client.send(HTTPText.request("PUT", MockVendor.path, "{}", ForwardingServer.fields))
    #expect(try until { try vendor.requests().count == 1 })
    client.close()
    #expect(try until { try vendor.requests().first?[at: "understudy/departed"] == true })
    #expect(try until { try server.events().first?[at: "request/understudy/waiting"] == nil })
    let event = try #require(try server.events().first)
    #expect(event[at: "request/understudy/departed"] == true)
    #expect(event[at: "request/understudy/upstream/failure"] == "client-left")
  }

  @Test func `stops while a transfer waits`() throws {
    try vendor.map(#"{"response":{"fixedDelayMilliseconds":600000}}"#)
    let server = try server()
    let client = try server.client()
    try client.send(HTTPText.request("PUT", MockVendor.path, "{}", ForwardingServer.fields))
    #expect(try until { try vendor.requests().count == 1 })
    server.server.stop()
    #expect(try client.readUntilClose().isEmpty)
    #expect(try until { try vendor.requests().first?[at: "understudy/departed"] == true })
  }

  @Test func `answers two hundred clients at once, and records all of them`() throws {
    let server = try server()
    let clients = try (0..<200).map { _ in try server.client() }
    for client in clients {
      try client.send(HTTPText.request("PUT", MockVendor.path, #"{"temperature":0.5}"#, ForwardingServer.fields))
    }
    for client in clients { #expect(try client.readAnswer(to: "PUT").status == 200) }
    #expect(try server.entries.count == 200)
    #expect(try server.admin("GET", "/info")[at: "upstream/recording/exchanges"] == 200)
  }

  @Test func `refuses to forward to itself`() throws {
    let port = try FreePort()
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    var settings = Settings()
    settings.port = port.number
    settings.seeds = [.directory(MockVendor.seedData)]
    var upstream = UpstreamSettings(.compare)
    upstream.destinations = try .init(allowing: ["127.0.0.1:\(port.number)"], of: [])
    settings.upstream = upstream
    let server = try MockServer(settings, logger: .init(label: "tests"))
    defer { server.stop() }
    let answer = try RawClient(port: server.port).exchange(
      HTTPText.request("PUT", MockVendor.path, "{}", ForwardingServer.fields))
    #expect(answer.status == 502 && answer.text.contains("upstream-loop") && answer.text.contains("this server"))
  }

  @Test func `compares each response, and says how it differs`() throws {
    let server = try server(.compare) { $0.recording = nil }
    let rule = "centerfy.temperature.range"
    try vendor.admin("PUT", "/rules/\(rule)", #"{"enabled":false}"#)
    let first = try server.update(#"{"temperature":1.5}"#, behind: "/sandbox/a")
    #expect(first.status == 200 && first["X-Understudy-Difference"] == "1; refused-by-us \(rule)")
    let second = try server.update(behind: "/sandbox/a")
    #expect(second.status == 200 && second["X-Understudy-Difference"] == nil)
    let events = try server.events(behind: "/sandbox/a")
    let place = "request/understudy/upstream"
    #expect(events.last?[at: "\(place)/difference"] == .string("1; refused-by-us \(rule)"))
    #expect(events.last?[at: "\(place)/differences/0/option"] == .string("--disable-rule \(rule)"))
    #expect(events.first?[at: "request/understudy/upstream/difference"] == .null)
  }

  @Test func `says which responses cannot be compared`() throws {
    let server = try server(.compare) { $0.recording = nil }
    let answer = try server.send("GET", "/centerfy/functions/v1/nowhere", "", ForwardingServer.fields)
    #expect(answer["X-Understudy-Difference"] == "not-compared: no endpoint of ours has the path")
  }

  @Test func `compares and records bodies that are nested as deep as JSON may be`() throws {
    let server = try server(.compare)
    let nested = String(repeating: "[", count: 126) + #""x""# + String(repeating: "]", count: 126)
    let text = #"{"id":"\#(MockVendor.agent)","nested":\#(nested)}"#
    let mapping: JSON = [
      "request": ["method": "PUT", "urlPath": .string(MockVendor.path)],
      "response": ["status": 200, "body": .string(text), "headers": ["Content-Type": "application/json"]],
    ]
    try vendor.map(String(decoding: mapping.bytes, as: UTF8.self))
    let answer = try server.update(#"{"temperature":0.5,"nested":\#(nested)}"#)
    #expect(answer.status == 200 && answer.text == text)
    #expect(answer["X-Understudy-Difference"]?.contains("member-missing") == true)
    #expect(try server.entries.count == 1)
  }
}
