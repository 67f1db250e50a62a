extension String {
  /// The text with `\u001b` in place of each character that terminals take for a command or a line end, such as ESC,
  /// a line feed, U+009B or U+202E. In a JSON string it means the same.
  package var escapingControlCharacters: String {
    if utf8.span.withUnsafeBytes({ bytes in bytes.allSatisfy { 0x20..<0x7F ~= $0 } }) { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      guard scalar.isInvisible else { return text.unicodeScalars.append(scalar) }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
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
