extension JSON: CustomStringConvertible {
  /// The value as compact JSON text in UTF-8.
  package var bytes: [UInt8] { text().bytes }

  /// The value as JSON text with a line for each member, indented by two spaces, and a final newline.
  package var prettyText: String { text(indentation: 0).string + "\n" }

  private func text(indentation: Int? = nil) -> ByteBuffer {
    var text = ByteBuffer(capacity: 1024)
    text.append(self, indentation: indentation)
    return text
  }

  /// The value as compact JSON text.
  package var description: String { text().string }
}

extension Members {
  /// The object as compact JSON text in UTF-8.
  package var bytes: [UInt8] { JSON.object(self).bytes }
}

extension ByteBuffer {
  /// Appends a value as JSON text.
  /// - Parameter indentation: The indentation of the current line in spaces; nil writes no white space.
  fileprivate mutating func append(_ value: JSON, indentation: Int?) {
    switch value {
    case .null: append("null")
    case .bool(true): append("true")
    case .bool(false): append("false")
    case .number(let number): append(number.text.utf8.span)
    case .string(let string): appendQuoted(string)
    case .array(let elements):
      append(UInt8(ascii: "["))
      // A span gives access without retaining and releasing each element.
      let elements = elements.span
      for index in elements.indices {
        if index > 0 { append(UInt8(ascii: ",")) }
        breakLine(indentation, by: 2)
        append(elements[index], indentation: indentation.map { $0 + 2 })
      }
      if !elements.isEmpty { breakLine(indentation) }
      append(UInt8(ascii: "]"))
    case .object(let members): append(members, indentation: indentation)
    }
  }

  /// Appends an object as compact JSON text.
  package mutating func append(_ members: Members) { append(members, indentation: nil) }

  private mutating func append(_ members: Members, indentation: Int?) {
    append(UInt8(ascii: "{"))
    let elements = members.elements.span
    for index in elements.indices {
      if index > 0 { append(UInt8(ascii: ",")) }
      breakLine(indentation, by: 2)
      appendQuoted(elements[index].key.text)
      append(UInt8(ascii: ":"))
      if indentation != nil { append(UInt8(ascii: " ")) }
      append(elements[index].value, indentation: indentation.map { $0 + 2 })
    }
    if !elements.isEmpty { breakLine(indentation) }
    append(UInt8(ascii: "}"))
  }

  @inline(__always)
  private mutating func breakLine(_ indentation: Int?, by more: Int = 0) {
    guard let indentation else { return }
    append(UInt8(ascii: "\n"))
    for _ in 0..<(indentation + more) { append(UInt8(ascii: " ")) }
  }

  private mutating func appendQuoted(_ string: String) {
    append(UInt8(ascii: "\""))
    string.utf8.span.withUnsafeBytes { source in
      var offset = appendPlainRun(of: source, from: 0)
      while offset < source.count {
        appendEscaped(source[offset])
        offset = appendPlainRun(of: source, from: offset + 1)
      }
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x0C: append("\\f")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    default:
      append("\\u")
      append(String(hexadecimal: byte, digits: 4).utf8.span)
    }
  }
}
