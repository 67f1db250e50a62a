extension Reader {
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

  /// Reads a number by RFC 8259, section 6: without leading zeros, with a digit on each side of a point.
  private mutating func number() throws(ReadError) -> Number {
    let start = offset
    _ = skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try digits() }
    if skip(UInt8(ascii: ".")) { try digits() }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      _ = skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-"))
      try digits()
    }
    return Number(checked: text(start..<offset))
  }

  private mutating func digits() throws(ReadError) {
    let start = offset
    while let byte = next, byte &- UInt8(ascii: "0") < 10 { offset += 1 }
    guard offset > start else { throw unexpected(expected: "a digit") }
  }

  /// Reads a string by RFC 8259, section 7, from its opening quote. Most strings have no escapes and are copied at once.
  private mutating func string() throws(ReadError) -> String {
    offset += 1
    let start = offset
    offset = UnsafeRawBufferPointer(bytes).endOfPlainRun(from: start)
    guard next != UInt8(ascii: "\"") else {
      defer { offset += 1 }
      return text(start..<offset)
    }
    return try stringWithEscapes(from: start)
  }

  private mutating func stringWithEscapes(from start: Int) throws(ReadError) -> String {
    var text = ByteBuffer(capacity: 256)
    text.append(UnsafeBufferPointer(rebasing: bytes[start..<offset]))
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return text.string
      case UInt8(ascii: "\\"):
        for byte in try escape().utf8 { text.append(byte) }
      case 0..<0x20: throw failure("control characters in a string must be escaped", at: offset)
      default:
        let end = UnsafeRawBufferPointer(bytes).endOfPlainRun(from: offset)
        text.append(UnsafeBufferPointer(rebasing: bytes[offset..<end]))
        offset = end
      }
    }
    throw unexpected(expected: "a closing quote")
  }

  private mutating func escape() throws(ReadError) -> UnicodeScalar {
    let start = offset
    offset += 1
    if skip(UInt8(ascii: "u")) { return try unicodeEscape(from: start) }
    let scalar: UnicodeScalar =
      switch next {
      case UInt8(ascii: "\""): "\""
      case UInt8(ascii: "\\"): "\\"
      case UInt8(ascii: "/"): "/"
      case UInt8(ascii: "b"): "\u{8}"
      case UInt8(ascii: "f"): "\u{C}"
      case UInt8(ascii: "n"): "\n"
      case UInt8(ascii: "r"): "\r"
      case UInt8(ascii: "t"): "\t"
      default: throw unexpected(expected: "an escape")
      }
    offset += 1
    return scalar
  }

  private mutating func unicodeEscape(from start: Int) throws(ReadError) -> UnicodeScalar {
    let unit = try codeUnit()
    if let scalar = UnicodeScalar(unit) { return scalar }
    if unit < 0xDC00, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) {
      let low = try codeUnit()
      if 0xDC00...0xDFFF ~= low {
        let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        if let scalar = UnicodeScalar(value) { return scalar }
      }
    }
    throw failure("a surrogate stands alone; it must be half of a pair", at: start)
  }

  private mutating func codeUnit() throws(ReadError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = next?.hexDigitValue else { throw unexpected(expected: "a hexadecimal digit") }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }

  /// Returns the text of a range that has been read, which therefore is within the bytes.
  private func text(_ range: Range<Int>) -> String {
    // `checkUTF8` has validated the whole text, and a range between ASCII bytes does not split a scalar.
    let text = UnsafeBufferPointer(rebasing: bytes[range]).span
    return String(copying: UTF8Span(unchecked: text, isKnownASCII: isASCII))
  }
}
