import Foundation
import Logging
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

/// A server of its own on a free port, with the seeds of the repository. It ends with the object.
final class FreshServer: Sendable {
  static let seedData = URL(filePath: #filePath).appending(path: "../../../seed-data").standardizedFileURL.path
  /// An agent of the seeds, and how it is reached.
  static let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
  static let key = "cfy_your_api_key"

  private let server: MockServer

  init(
    logger: Logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
    _ change: (inout Settings) -> Void = { _ in }
  ) throws {
    var settings = Settings()
    settings.port = 0
    settings.seeds = [.directory(Self.seedData)]
    change(&settings)
    server = try MockServer(settings, logger: logger)
  }

  deinit { stop() }

  func stop() { server.stop() }

  func client() throws -> RawClient { try RawClient(port: server.port) }

  func send(
    _ method: String, _ path: String, _ body: String = "", _ fields: KeyValuePairs<String, String> = [:]
  ) throws -> RawAnswer {
    try client().exchange(Self.request(method, path, body, fields))
  }

  static func request(
    _ method: String, _ path: String, _ body: String = "", _ fields: KeyValuePairs<String, String> = [:]
  ) -> String {
    let hasHost = fields.contains { $0.key == "Host" }
    let given = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
    return "\(method) \(path) HTTP/1.1\r\n\(hasHost ? "" : "Host: localhost\r\n")\(given)"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// Updates the one agent of most tests.
  func update(_ body: String, in sandbox: String? = nil) throws -> RawAnswer {
    try send("PUT", Self.path, body, Self.fields(sandbox))
  }

  static let path = "/functions/v1/crm-api/update-agent/\(agent)"

  static func fields(_ sandbox: String?) -> KeyValuePairs<String, String> {
    ["x-api-key": key + (sandbox.map { "~\($0)" } ?? ""), "Content-Type": "application/json"]
  }

  /// Asks the control plane of a sandbox.
  func admin(
    _ method: String, _ path: String, _ body: String = "", in sandbox: String? = nil
  ) throws -> RawAnswer {
    try send(method, (sandbox.map { "/sandbox/\($0)" } ?? "") + "/__admin\(path)", body)
  }

  func map(_ mapping: String, in sandbox: String? = nil) throws {
    let answer = try admin("POST", "/mappings", mapping, in: sandbox)
    try #require(answer.status == 201, "\(answer.text)")
  }

  /// The stored agent.
  func stored(in sandbox: String? = nil) throws -> JSON {
    try admin("GET", "/agents/centerfy/\(Self.agent)", in: sandbox).json
  }
}

extension RawAnswer {
  var json: JSON {
    get throws { try JSON(reading: body) }
  }

  /// What is at a place of the body.
  subscript(at pointer: String) -> JSON? {
    get throws { try Pointer(pointer).flatMap { try json[$0] } }
  }
}
