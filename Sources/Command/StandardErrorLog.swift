import Foundation
import JSON
import Logging
import Schema

/// Writes each event as one line: `2026-04-17T12:00:00Z info answered method=PUT status=200 …`, or as JSON.
struct StandardErrorLog: LogHandler {
  let format: LogFormat
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let metadata = metadata.merging(event.metadata ?? [:]) { _, event in event }
    let details = metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
    let time = Timestamp(Date()).description
    StandardError.write(line(time, event.level.rawValue, event.message.description, details) + "\n")
  }

  private func line(_ time: String, _ level: String, _ message: String, _ details: [(String, String)]) -> String {
    switch format {
    case .text:
      return "\(time) \(level) \(message)" + details.map { " \($0)=\(Self.quotedIfNeeded($1))" }.joined()
    case .json:
      var members: Members = ["time": .string(time), "level": .string(level), "message": .string(message)]
      for (name, value) in details { members[name] = .string(value) }
      return JSON.object(members).description
    }
  }

  /// What a client sent can neither end the line nor look like another detail.
  private static func quotedIfNeeded(_ value: String) -> String {
    let isPlain = value.unicodeScalars.allSatisfy { (0x21..<0x7F).contains($0.value) && $0 != "\"" && $0 != "=" }
    return isPlain && !value.isEmpty ? value : JSON.string(value).description
  }
}
