import Emulation
import JSON
import Logging

/// Writes each event as one line: `2026-04-17T12:00:00Z info answered method=PUT status=200 …`, or as JSON.
struct StandardErrorLog: LogHandler {
  let format: LogFormat
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  private let clock = Clock()

  init(format: LogFormat, logLevel: Logger.Level) {
    self.format = format
    self.logLevel = logLevel
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var details = event.metadata ?? [:]
    if !metadata.isEmpty { details.merge(metadata) { event, _ in event } }
    let sorted = details.sorted { $0.key < $1.key }
    switch format {
    case .text: StandardError.write(text(event, sorted))
    case .json: StandardError.write(json(event, sorted))
    }
  }

  private func text(_ event: LogEvent, _ details: [Logger.Metadata.Element]) -> String {
    var line = "\(clock.now.description) \(event.level.rawValue) \(event.message.description)"
    line.reserveCapacity(256)
    for (name, value) in details {
      line += " "
      line += name
      line += "="
      line += Self.quotedIfNeeded(value.text)
    }
    return line.visible + "\n"
  }

  private func json(_ event: LogEvent, _ details: [Logger.Metadata.Element]) -> String {
    var members: Members = [
      "time": .string(clock.now.description), "level": .string(event.level.rawValue),
      "message": .string(event.message.description),
    ]
    for (name, value) in details { members[name] = .string(value.text) }
    return JSON.object(members).description.visible + "\n"
  }

  /// What a client sent can neither end the line nor look like another detail.
  private static func quotedIfNeeded(_ value: String) -> String {
    let isPlain = value.utf8.allSatisfy { byte in
      (0x21..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
    }
    return isPlain && !value.isEmpty ? value : JSON.string(value).description
  }
}

extension Logger.MetadataValue {
  fileprivate var text: String {
    if case .string(let text) = self { text } else { description }
  }
}

extension String {
  /// The text with `\u009b` for what terminals and readers of logs take for a command or a line's end and JSON
  /// lets stand as it is: DEL, U+0085, U+009B, U+2028, U+202E. Inside a JSON string it means the same.
  fileprivate var visible: String {
    if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      guard scalar.isInvisible else { return text.unicodeScalars.append(scalar) }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
