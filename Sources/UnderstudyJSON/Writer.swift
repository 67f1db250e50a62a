extension JSON: CustomStringConvertible {
  /// The value as compact JSON text in UTF-8.
  package var bytes: [UInt8] {
    var writer = Writer()
    writer.write(self)
    return writer.buffer.bytes
  }

  /// The value as JSON text with a line for each member, indented by two spaces, and a final newline.
  package var prettyText: String {
    var writer = Writer(indentation: 0)
    writer.write(self)
    return writer.buffer.string + "\n"
  }

  /// The value as compact JSON text.
  package var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension Members {
  /// The object as compact JSON text in UTF-8.
  package var bytes: [UInt8] { JSON.object(self).bytes }
}

private struct Writer: ~Copyable {
  var buffer = ByteBuffer(capacity: 1024)
  /// The indentation of the current line in spaces; nil writes no white space.
  var indentation: Int?

  mutating func write(_ value: JSON) {
    switch value {
    case .null: buffer.append("null")
    case .bool(true): buffer.append("true")
    case .bool(false): buffer.append("false")
    case .number(let number): buffer.append(number.text.utf8.span)
    case .string(let string): write(string)
    case .array(let elements):
      open(UInt8(ascii: "["))
      // A span gives access without retaining and releasing each element.
      let elements = elements.span
      for index in elements.indices {
        separate(isFirst: index == 0)
        write(elements[index])
      }
      close(UInt8(ascii: "]"), wasEmpty: elements.isEmpty)
    case .object(let members):
      open(UInt8(ascii: "{"))
      let members = members.elements.span
      for index in members.indices {
        separate(isFirst: index == 0)
        write(members[index].name)
        buffer.append(UInt8(ascii: ":"))
        if indentation != nil { buffer.append(UInt8(ascii: " ")) }
        write(members[index].value)
      }
      close(UInt8(ascii: "}"), wasEmpty: members.isEmpty)
    }
  }

  private mutating func open(_ bracket: UInt8) {
    buffer.append(bracket)
    indentation? += 2
  }

  private mutating func separate(isFirst: Bool) {
    if !isFirst { buffer.append(UInt8(ascii: ",")) }
    breakLine()
  }

  private mutating func close(_ bracket: UInt8, wasEmpty: Bool) {
    indentation? -= 2
    if !wasEmpty { breakLine() }
    buffer.append(bracket)
  }

  private mutating func breakLine() {
    guard let indentation else { return }
    buffer.append(UInt8(ascii: "\n"))
    for _ in 0..<indentation { buffer.append(UInt8(ascii: " ")) }
  }

  private mutating func write(_ string: String) {
    buffer.append(UInt8(ascii: "\""))
    string.utf8.span.withUnsafeBufferPointer { source in
      var start = 0
      while true {
        let end = source.endOfPlainRun(from: start)
        buffer.append(UnsafeBufferPointer(rebasing: source[start..<end]))
        guard end < source.count else { break }
        escape(source[end])
        start = end + 1
      }
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): buffer.append("\\\"")
    case UInt8(ascii: "\\"): buffer.append("\\\\")
    case 0x08: buffer.append("\\b")
    case 0x0C: buffer.append("\\f")
    case 0x0A: buffer.append("\\n")
    case 0x0D: buffer.append("\\r")
    case 0x09: buffer.append("\\t")
    default:
      buffer.append("\\u")
      buffer.append(String(hexadecimal: byte, digits: 4).utf8.span)
    }
  }
}
