import Foundation
import Testing
import UnderstudyCapture
import UnderstudyJSON
import UnderstudyTestSupport

/// Captures in a directory of their own.
struct RecordedFile: ~Copyable {
  let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  deinit { scratch.remove() }

  /// Writes a capture and returns its path.
  func write(_ text: String, to name: String = "capture.har") throws -> String { try scratch.write(text, to: name) }

  /// Reads the exchanges of a capture with these entries.
  func exchanges(_ entries: String...) throws -> [CapturedExchange] {
    try CaptureReader.exchanges(in: [write(log(entries))]).map(\.exchange)
  }

  /// Returns the error of reading a capture, without the directory of the file.
  func error(_ text: String, _ limits: CaptureLimits = CaptureLimits()) throws -> String {
    let path = try write(text)
    let error = #expect(throws: CaptureError.self) {
      try CaptureReader([path], limits).forEach { _, _ in }
    }
    return try #require(error).description.replacing("\(scratch.path)/", with: "")
  }
}

extension CaptureReader {
  /// Reads all exchanges, each with its place without the directory.
  static func exchanges(
    in paths: [String], _ limits: CaptureLimits = CaptureLimits()
  ) throws -> [(place: String, exchange: CapturedExchange)] {
    var found: [(place: String, exchange: CapturedExchange)] = []
    try CaptureReader(paths, limits).forEach { place, exchange in
      found.append((String(place.split(separator: "/").last ?? ""), exchange))
    }
    return found
  }
}

/// Returns the text of a capture with these entries.
func log(_ entries: [String]) -> String {
  #"{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[\#(entries.joined(separator: ","))]}}"#
}

/// Returns the text of an entry.
func entry(
  at start: String = "2026-04-17T12:00:00.000Z",
  _ request: String = #""method":"GET","url":"https://api.example/""#,
  response: String = #""status":200,"headers":[],"content":{"size":2,"text":"{}"}"#,
  others: String = ""
) -> String {
  #"{"startedDateTime":"\#(start)","time":12.5,"request":{\#(request)},"response":{\#(response)}\#(others)}"#
}

extension CapturedBody {
  /// The body as text; nil if it is cut.
  var text: String? { if case .whole(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil } }

  /// Why it is cut; nil if it is whole.
  var reason: String? { if case .cut(let reason) = self { reason } else { nil } }
}
