import Foundation
import Logging
import Synchronization
import Testing
import Understudy
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyUpstream

/// A server with TLS in the place of the vendors. It ends with the object.
final class MockVendor: Sendable {
  static let host = "crmwebhook.com"
  static let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
  static let path = "/functions/v1/crm-api/update-agent/\(agent)"
  static let key = "cfy_your_api_key"
  static let seedData = URL(filePath: #filePath).appending(path: "../../../seed-data").standardizedFileURL.path

  let server: MockServer
  private let scratch: ScratchDirectory

  init() throws {
    server = try MockServer(seeds: .directory(Self.seedData), tls: true)
    scratch = try ScratchDirectory()
    try scratch.write(server.certificateAuthority ?? "", to: "ca.pem")
  }

  deinit {
    server.stop()
    scratch.remove()
  }

  var certificates: String { scratch("ca.pem") }

  /// All vendors' hosts, at this server.
  var destinations: UpstreamDestinations {
    get throws { try UpstreamDestinations(allowing: ["127.0.0.1:\(server.port)"], of: []) }
  }

  func client(_ change: (inout UpstreamLimits) -> Void = { _ in }) throws -> UpstreamClient {
    var limits = UpstreamLimits.patient
    change(&limits)
    return try UpstreamClient(try destinations, certificates: certificates, limits: limits)
  }

  /// Asks the control plane.
  @discardableResult
  func admin(_ method: String, _ path: String, _ body: String = "") throws -> JSON {
    try RawClient(port: server.port).exchange(HTTPText.request(method, "/__admin\(path)", body)).json
  }

  func map(_ mapping: String) throws { try admin("POST", "/mappings", mapping) }

  /// The requests in the journal, the latest first.
  func requests() throws -> [JSON] {
    try admin("GET", "/requests").members?["requests"]?.array?.compactMap { $0.members?["request"] } ?? []
  }
}

extension UpstreamLimits {
  /// Without time-outs that a busy machine reaches.
  static var patient: UpstreamLimits {
    var limits = UpstreamLimits()
    (limits.connectTime, limits.totalTime) = (patience, patience)
    return limits
  }
}

/// Requests as texts.
enum HTTPText {
  static func request(
    _ method: String, _ path: String, _ body: String = "", _ fields: KeyValuePairs<String, String> = [:]
  ) -> String {
    let hasHost = fields.contains { $0.key == "Host" }
    let given = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
    return "\(method) \(path) HTTP/1.1\r\n\(hasHost ? "" : "Host: localhost\r\n")\(given)"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }
}

extension RawAnswer {
  var json: JSON {
    get throws { try JSON(reading: body) }
  }
}

extension JSON {
  /// What is at a place, whose members have no `/` in their names.
  subscript(at path: String) -> JSON? {
    path.split(separator: "/").reduce(self) { value, step in
      Int(step).flatMap { index in value?.array.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
        ?? value?.members?[String(step)]
    }
  }
}

/// The results of requests, which arrive on other threads.
final class Results: Sendable {
  private let all = Mutex<[Result<Response, UpstreamFailure>]>([])

  var count: Int { all.withLock(\.count) }
  var values: [Result<Response, UpstreamFailure>] { all.withLock { $0 } }

  func add(_ result: Result<Response, UpstreamFailure>) { all.withLock { $0.append(result) } }

  /// Waits for so many results.
  func wait(for count: Int) throws -> [Result<Response, UpstreamFailure>] {
    try #require(until { self.count >= count })
    return values
  }
}

extension UpstreamClient {
  /// Sends a request and waits for its result.
  func result(of request: Request, from host: String = MockVendor.host) throws -> Result<Response, UpstreamFailure>
  {
    let results = Results()
    send(request, to: host, completion: results.add)
    return try #require(try results.wait(for: 1).first)
  }

  func failure(of request: Request, from host: String = MockVendor.host) throws -> UpstreamFailure {
    switch try result(of: request, from: host) {
    case .success(let response): throw Unexpected(status: response.status)
    case .failure(let failure): return failure
    }
  }

  struct Unexpected: Error { let status: Int }
}

extension Request {
  /// The update of most tests.
  static func update(_ body: String = #"{"temperature":0.25}"#, method: String = "PUT") -> Request {
    Request(
      method: method, target: MockVendor.path,
      fields: [.contentType: "application/json", .init("x-api-key") ?? .server: MockVendor.key],
      body: .complete(Array(body.utf8)))
  }
}
