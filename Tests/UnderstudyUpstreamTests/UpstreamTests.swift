import HTTPTypes
import Testing
import Understudy
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyUpstream

@Suite("The HTTP client of --upstream", .waits) struct UpstreamTests {
  private let vendor: MockVendor

  init() throws { vendor = try MockVendor() }

  @Test func `sends what it is given, under the vendor's name, and nothing of its own`() throws {
    let client = try vendor.client()
    let response = try client.result(of: .update()).get()
    #expect(response.status == 200 && response.fields[.contentType] == "application/json")
    #expect(try JSON(reading: response.body)[at: "id"] == .string(MockVendor.agent))
    let sent = try #require(try vendor.requests().first)
    #expect(sent[at: "absoluteUrl"] == .string("https://\(MockVendor.host)\(MockVendor.path)"))
    #expect(sent[at: "method"] == "PUT" && sent[at: "body"] == #"{"temperature":0.25}"#)
    #expect(
      Set((sent[at: "headers"]?.members ?? [:]).map { $0.name.lowercased() }) == [
        "host", "content-type", "x-api-key", "content-length",
      ])
    #expect(sent[at: "headers"]?.members?["x-api-key"] == .string(MockVendor.key))
  }

  @Test(
    "passes each method, target and body on",
    arguments: [
      ("GET", "/v1/agents?limit=1&x=%20a", ""), ("HEAD", "/a/../b//c", ""), ("DELETE", "/v1/agents/1", ""),
      ("DELETE", "/v1/agents/1", "{}"), ("POST", "/v1/agents", ""),
      ("POST", "/v1/agents", "a\r\n\r\nGET / HTTP/1.1"),
      ("OPTIONS", "/x", ""), ("M-SEARCH", "/x#y", "body"), ("GET", "/v1/{a}|[b]", "body"),
    ])
  func passes(_ method: String, _ target: String, _ body: String) throws {
    let client = try vendor.client()
    let request = Request(method: method, target: target, body: .complete(Array(body.utf8)))
    _ = try client.result(of: request).get()
    let sent = try #require(try vendor.requests().first)
    #expect(sent[at: "method"] == .string(method) && sent[at: "url"] == .string(target))
    #expect(sent[at: "body"] == .string(body))
  }

  @Test func `escapes what no request line may have, and ends no line by a value`() throws {
    let client = try vendor.client()
    var fields: HeaderSection = [:]
    fields.append(try #require(HTTPField.Name("x-empty")), "")
    "x-evil".utf8CString.withUnsafeBytes { name in
      "a\r\nx-planted: b".utf8CString.withUnsafeBytes { value in
        fields.append(
          name: UnsafeRawBufferPointer(rebasing: name.dropLast()),
          value: UnsafeRawBufferPointer(rebasing: value.dropLast()))
      }
    }
    let request = Request(method: "GET", target: "/a b\r\nHost: evil\r\n\r\n\u{E9}", fields: fields)
    _ = try client.result(of: request).get()
    let sent = try #require(try vendor.requests().first)
    #expect(sent[at: "url"] == "/a%20b%0D%0AHost:%20evil%0D%0A%0D%0A%C3%A9")
    #expect(sent[at: "headers"]?.members?["x-planted"] == nil)
  }

  @Test(
    "refuses a request that HTTP cannot have",
    arguments: [("GE T", "/"), ("", "/"), ("G\r\n", "/"), ("GET", "x"), ("GET", "")])
  func unsupported(_ method: String, _ target: String) throws {
    let failure = try vendor.client().failure(of: Request(method: method, target: target))
    #expect(failure.kind == .unsupportedRequest && failure.host == MockVendor.host)
  }

  @Test func `answers two hundred requests at once, the most of them in turn`() throws {
    let client = try vendor.client()
    let results = Results()
    for _ in 0..<200 { client.send(.update(), to: MockVendor.host, completion: results.add) }
    #expect(try results.wait(for: 200).allSatisfy { (try? $0.get().status) == 200 })
  }

  @Test(
    "reads what a broken connection leaves",
    arguments: [
      ("EMPTY_RESPONSE", .connectionClosed), ("CONNECTION_RESET_BY_PEER", .connectionClosed),
      ("RANDOM_DATA_THEN_CLOSE", .invalidResponse),
    ] as [(String, UpstreamFailure.Kind)])
  func broken(_ fault: String, _ kind: UpstreamFailure.Kind) throws {
    try vendor.map(#"{"response":{"fault":"\#(fault)"}}"#)
    let failure = try vendor.client().failure(of: .update())
    #expect(failure.kind == kind, "\(failure)")
  }

  @Test func `is content with no response that is too large`() throws {
    try vendor.map(#"{"request":{"url":"/body"},"response":{"body":"\#(String(repeating: "x", count: 5000))"}}"#)
    try vendor.map(
      #"{"request":{"url":"/head"},"response":{"headers":{"x-long":"\#(String(repeating: "x", count: 5000))"}}}"#)
    let client = try vendor.client { ($0.bodyBytes, $0.headerBytes) = (4999, 4999) }
    for (path, part) in [("/body", "body has more than 4999"), ("/head", "header has more than 4999")] {
      let failure = try client.failure(of: Request(method: "GET", target: path))
      #expect(failure.kind == .responseTooLarge && failure.detail.contains(part), "\(failure)")
    }
    let enough = try vendor.client { ($0.bodyBytes, $0.headerBytes) = (5000, 6000) }
    #expect(try enough.result(of: Request(method: "GET", target: "/body")).get().body.count == 5000)
  }

  @Test func `gives up after its time, also for a request that waits for others`() throws {
    try vendor.map(#"{"response":{"fixedDelayMilliseconds":600000}}"#)
    let client = try vendor.client { ($0.totalTime, $0.transfers) = (.milliseconds(300), 1) }
    let results = Results()
    for _ in 0..<3 { client.send(.update(), to: MockVendor.host, completion: results.add) }
    for result in try results.wait(for: 3) {
      #expect(throws: UpstreamFailure.self) { try result.get() }
      if case .failure(let failure) = result { #expect(failure.kind == .timeOut, "\(failure)") }
    }
  }

  @Test func `refuses a request if too many wait, ends one that is cancelled, and all when it stops`() throws {
    try vendor.map(#"{"response":{"fixedDelayMilliseconds":600000}}"#)
    let client = try vendor.client { ($0.transfers, $0.waiting) = (1, 1) }
    let (running, waiting) = (Results(), Results())
    let first = client.send(.update(), to: MockVendor.host, completion: running.add)
    client.send(.update(), to: MockVendor.host, completion: waiting.add)
    let failure = try client.failure(of: .update())
    #expect(failure.kind == .tooMany && failure.detail.contains("send fewer"), "\(failure)")
    client.cancel(first)
    #expect(try running.wait(for: 1).first?.kind == .ended)
    client.stop()
    #expect(waiting.values.first?.kind == .ended)
    client.cancel(first)
    client.stop()
    #expect(try client.failure(of: .update()).kind == .ended)
  }

  @Test func `verifies the certificate, of the authority that it is given and for the name`() throws {
    let untrusting = try UpstreamClient(try vendor.destinations)
    #expect(try untrusting.failure(of: .update()).kind == .certificate)
    let failure = try vendor.client().failure(of: .update(), from: "bank.example.net")
    #expect(failure.kind == .certificate && failure.detail.contains("--upstream-ca"), "\(failure)")
    let missing = try UpstreamClient(try vendor.destinations, certificates: "/nowhere/ca.pem")
    #expect(try missing.failure(of: .update()).kind == .certificate)
  }

  @Test func `does not take plain HTTP for TLS, and names a port at which nothing listens`() throws {
    let plain = try MockServer(seeds: .directory(MockVendor.seedData))
    let client = try UpstreamClient(UpstreamDestinations(allowing: ["127.0.0.1:\(plain.port)"], of: []))
    #expect(try client.failure(of: .update()).kind == .tls)
    plain.stop()
    #expect(try client.failure(of: .update()).kind == .connectionRefused)
  }

  @Test func `connects to no address of this machine, unless the host may have any`() throws {
    let refusing = try UpstreamClient(UpstreamDestinations())
    let failure = try refusing.failure(of: .update(), from: "localhost")
    #expect(failure.kind == .addressRefused, "\(failure)")
    #expect(failure.detail.contains("it is at ") && failure.detail.contains("--upstream-allow"))
    let allowing = try UpstreamClient(
      UpstreamDestinations(allowing: ["localhost:\(vendor.server.port)"], of: ["localhost"]),
      certificates: vendor.certificates)
    #expect(try allowing.result(of: .update(), from: "localhost").get().status == 200)
    // Another host is still refused.
    #expect(try allowing.failure(of: .update(), from: "a.localhost").kind == .addressRefused)
    allowing.refuseLoop(to: [vendor.server.port])
    let loop = try UpstreamClient(try vendor.destinations, certificates: vendor.certificates)
    loop.refuseLoop(to: [vendor.server.port])
    #expect(try loop.failure(of: .update()).kind == .loop)
  }

  @Test func `names a host that does not exist`() throws {
    let client = try UpstreamClient(UpstreamDestinations())
    #expect(try client.failure(of: .update(), from: "nowhere.invalid").kind == .hostNotFound)
  }
}

extension Result<Response, UpstreamFailure> {
  fileprivate var kind: UpstreamFailure.Kind? { if case .failure(let failure) = self { failure.kind } else { nil } }
}
