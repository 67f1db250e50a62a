import UnderstudyJSON

/// How lines of the log are written.
package enum LogForm: Sendable {
  /// `2026-04-17T12:00:00Z info answered method=PUT status=200 …`
  case text
  /// The same as one JSON object a line.
  case json
}

/// One line of the log. What a client sent can neither end it nor look like another detail.
package struct LogLine: ~Copyable {
  private let form: LogForm
  private var line = ByteBuffer(capacity: 320)

  package init(_ form: LogForm, at time: String, level: String, _ message: String) {
    self.form = form
    switch form {
    case .text:
      append(time)
      line.append(UInt8(ascii: " "))
      append(level)
      line.append(UInt8(ascii: " "))
      append(message.visible)
    case .json:
      line.append(#"{"time":"#)
      quote(time)
      add("level", level)
      add("message", message)
    }
  }

  package mutating func add(_ name: String, _ value: String) {
    begin(name)
    if form == .text, value.isPlain, !value.isEmpty { append(value) } else { quote(value) }
  }

  package mutating func add(_ name: String, _ number: Int) {
    begin(name)
    append(String(number))
  }

  /// The line, with its end.
  consuming func ended() -> ByteBuffer {
    if form == .json { line.append(UInt8(ascii: "}")) }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  private mutating func begin(_ name: String) {
    switch form {
    case .text:
      line.append(UInt8(ascii: " "))
      append(name)
      line.append(UInt8(ascii: "="))
    case .json:
      line.append(UInt8(ascii: ","))
      quote(name)
      line.append(UInt8(ascii: ":"))
    }
  }

  private mutating func quote(_ text: String) {
    guard text.isPlain else { return append(JSON.string(text).description.visible) }
    line.append(UInt8(ascii: "\""))
    append(text)
    line.append(UInt8(ascii: "\""))
  }

  private mutating func append(_ text: String) { line.append(text.utf8.span) }
}

extension String {
  /// Whether it stands for itself in every form, also without quotes.
  fileprivate var isPlain: Bool {
    utf8.span.withUnsafeBytes { bytes in
      for byte in bytes where !byte.isPlain { return false }
      return true
    }
  }
}

extension UInt8 {
  fileprivate var isPlain: Bool {
    0x21..<0x7F ~= self && self != UInt8(ascii: "\"") && self != UInt8(ascii: "=") && self != UInt8(ascii: "\\")
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
