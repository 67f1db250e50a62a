extension JSON {
  /// The policy for an object that has the same name twice. RFC 8259 leaves it open.
  package enum Duplicates: Sendable {
    /// The last value is kept, at the place of the first.
    case lastCounts
    /// Reading fails.
    case refused
  }

  /// Reads one JSON text, strictly by RFC 8259: UTF-8 without a byte order mark, no lone surrogates, and only white space
  /// after the value.
  /// - Parameter maximumDepth: how many levels of arrays and objects may be nested. It bounds all recursion over the value.
  /// - Throws: ``ReadError`` with the reason and position of the first error. Invalid UTF-8 is reported before all other
  ///   errors.
  package init(
    reading bytes: [UInt8], maximumDepth: Int = 128, duplicates: Duplicates = .lastCounts
  ) throws(ReadError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(ReadError) in
      try JSON(reading: bytes, maximumDepth: maximumDepth, duplicates: duplicates)
    }
  }

  /// Reads one JSON text from a buffer.
  package init(
    reading bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = 128, duplicates: Duplicates = .lastCounts
  ) throws(ReadError) {
    var reader = Reader(bytes: bytes, depthLeft: maximumDepth, duplicates: duplicates)
    self = try reader.text()
  }
}

/// The first error in a text that is not JSON.
package struct ReadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected and found, such as `expected "," or "}" but found "]"`.
  package let reason: String
  package let position: Position

  package var description: String { "\(reason) at \(position)" }
}

/// A recursive descent parser of one JSON text. `depthLeft` bounds the recursion.
struct Reader {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0
  var depthLeft: Int
  let duplicates: JSON.Duplicates
  /// The capacity to reserve for the members of the next object. It is halved at each object, because the outermost one
  /// tends to be the largest. So at most 32 members are reserved in a text of a million objects.
  var memberCapacity = 16
  /// Whether all bytes are ASCII. Strings that are known to be so are compared, hashed and lowercased many times faster.
  private(set) var isASCII = true

  /// Reads the whole text: one value with only white space around it.
  mutating func text() throws(ReadError) -> JSON {
    if next == 0xEF, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw failure("the text starts with a byte order mark; save it as UTF-8 without one", at: 0)
    }
    isASCII = bytes.reduce(0, |) < 0x80
    if !isASCII { try checkUTF8() }
    skipSpace()
    let value = try value()
    skipSpace()
    guard next == nil else { throw unexpected(expected: "nothing after the value") }
    return value
  }

  /// Validates a text that is not ASCII, so that each part of it can become a string.
  private func checkUTF8() throws(ReadError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw failure("the text is not valid UTF-8", at: error.byteOffsets.lowerBound)
    }
  }

  private mutating func value() throws(ReadError) -> JSON {
    switch next {
    case UInt8(ascii: "{"): .object(try object())
    case UInt8(ascii: "["): .array(try array())
    default: try scalar()
    }
  }

  private mutating func object() throws(ReadError) -> Members {
    var members = Members()
    try open()
    defer { close() }
    if skip(UInt8(ascii: "}")) { return members }
    members.reserveCapacity(memberCapacity)
    memberCapacity /= 2
    repeat {
      skipSpace()
      let start = offset
      let name = Name(try memberName())
      if duplicates == .refused, members[name] != nil {
        throw failure("the member \"\(name.text)\" stands twice in one object", at: start)
      }
      members.set(name, to: try value())
      skipSpace()
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "}")) else { throw unexpected(expected: "\",\" or \"}\"") }
    return members
  }

  private mutating func array() throws(ReadError) -> [JSON] {
    var elements: [JSON] = []
    try open()
    defer { close() }
    if skip(UInt8(ascii: "]")) { return elements }
    repeat {
      skipSpace()
      elements.append(try value())
      skipSpace()
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "]")) else { throw unexpected(expected: "\",\" or \"]\"") }
    return elements
  }

  /// Skips the opening bracket of an array or object and the white space after it.
  mutating func open() throws(ReadError) {
    guard depthLeft > 0 else { throw failure("arrays and objects are nested too deep", at: offset) }
    depthLeft -= 1
    offset += 1
    skipSpace()
  }

  mutating func close() { depthLeft += 1 }

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

  /// Skips `byte` if it is next, and returns whether it was.
  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  func failure(_ reason: String, at offset: Int) -> ReadError {
    ReadError(reason: reason, position: Position(of: offset, in: bytes))
  }

  func unexpected(expected: String) -> ReadError {
    // A scalar has at most four bytes.
    let start = String(decoding: bytes[offset...].prefix(4), as: UTF8.self)
    let found =
      switch start.unicodeScalars.first {
      case nil: "the end of the text"
      case " ": "a space"
      case "\"": "a double quote"
      case let scalar? where "!"..."~" ~= scalar: "\"\(scalar)\""
      case let scalar?: "U+" + String(hexadecimal: scalar.value, digits: 4).uppercased()
      }
    return failure("expected \(expected) but found \(found)", at: offset)
  }
}
