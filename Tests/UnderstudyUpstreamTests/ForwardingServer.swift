import Foundation
import Logging
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyUpstream

/// A server that forwards to a ``MockVendor``. It ends with the object.
final class ForwardingServer: Sendable {
  let server: MockServer
  let scratch: ScratchDirectory

  init(_ vendor: MockVendor, _ mode: UpstreamSettings.Mode, _ change: (inout UpstreamSettings) -> Void = { _ in })
    throws
  {
    scratch = try ScratchDirectory()
    var upstream = UpstreamSettings(mode)
    upstream.limits = .patient
    upstream.destinations = try vendor.destinations
    upstream.certificates = vendor.certificates
    upstream.recording = scratch("capture.har")
    change(&upstream)
    var settings = Settings()
    settings.port = 0
    settings.seeds = [.directory(MockVendor.seedData)]
    settings.upstream = upstream
    server = try MockServer(settings, logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
  }

  deinit {
    server.stop()
    scratch.remove()
  }

  func client() throws -> RawClient { try RawClient(port: server.port) }

  func send(
    _ method: String, _ path: String, _ body: String = "", _ fields: KeyValuePairs<String, String> = [:]
  ) throws -> RawAnswer {
    try client().exchange(HTTPText.request(method, path, body, fields))
  }

  static let fields: KeyValuePairs<String, String> = [
    "x-api-key": MockVendor.key, "Content-Type": "application/json",
  ]

  func update(_ body: String = #"{"temperature":0.25}"#, behind prefix: String = "") throws -> RawAnswer {
    try send("PUT", prefix + MockVendor.path, body, Self.fields)
  }

  func admin(_ method: String, _ path: String, _ body: String = "", behind prefix: String = "") throws -> JSON {
    try send(method, "\(prefix)/__admin\(path)", body).json
  }

  /// The events of the journal, the latest first.
  func events(behind prefix: String = "") throws -> [JSON] {
    try admin("GET", "/requests", behind: prefix)[at: "requests"]?.array ?? []
  }

  /// The bytes of the recording as text.
  var recording: String {
    get throws { try String(contentsOfFile: scratch("capture.har"), encoding: .utf8) }
  }

  /// The exchanges in the recording.
  var entries: [JSON] {
    get throws { try JSON(reading: Array(recording.utf8))[at: "log/entries"]?.array ?? [] }
  }
}
