extension Reader {
  /// The byte at `offset`; nil at the end. Every access to `bytes` follows this check or an equal one.
  @inline(__always)
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  @inline(__always)
  mutating func skipSpace() {
    while let byte = next, byte <= 0x20 {
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      offset += 1
    }
  }

  /// Skips `byte` if it is next.
  /// - Returns: whether it was next.
  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  /// Reads the name of a member, its colon and the white space before its value.
  @inline(__always)
  mutating func memberName() throws(ReadError) -> String {
    guard next == UInt8(ascii: "\"") else { throw unexpected(expected: "a member name in double quotes") }
    let name = try string()
    skipSpace()
    guard skip(UInt8(ascii: ":")) else { throw unexpected(expected: "\":\"") }
    skipSpace()
    return name
  }

  /// Reads a value that is neither an array nor an object.
  @inline(__always)
  mutating func scalar() throws(ReadError) -> JSON {
    switch next {
    case UInt8(ascii: "\""): .string(try string())
    case UInt8(ascii: "t"): try literal("true", .bool(true))
    case UInt8(ascii: "f"): try literal("false", .bool(false))
    case UInt8(ascii: "n"): try literal("null", .null)
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): .number(try number())
    default: throw unexpected(expected: "a value")
    }
  }

  private mutating func literal(_ word: StaticString, _ value: JSON) throws(ReadError) -> JSON {
    let isNext = word.withUTF8Buffer { bytes[offset...].starts(with: $0) }
    guard isNext else { throw unexpected(expected: "a value") }
    offset += word.utf8CodeUnitCount
    return value
  }

  func failure(_ reason: String, at offset: Int) -> ReadError {
    ReadError(reason: reason, position: Position(of: offset, in: bytes))
  }

  func unexpected(expected: String) -> ReadError {
    failure("expected \(expected) but found \(found)", at: offset)
  }

  /// The scalar at `offset`, for a message.
  private var found: String {
    // A scalar has at most four bytes.
    let start = String(decoding: bytes[offset...].prefix(4), as: UTF8.self)
    guard let scalar = start.unicodeScalars.first else { return "the end of the text" }
    switch scalar {
    case " ": return "a space"
    case "\"": return "a double quote"
    case "!"..."~": return "\"\(scalar)\""
    default:
      return "U+" + String(hexadecimal: scalar.value, digits: 4).uppercased()
    }
  }
}
