/// A recursive descent parser of one JSON text. `depthLeft` bounds the recursion.
struct Reader {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0
  private var depthLeft: Int
  private let duplicates: JSON.Duplicates
  /// The capacity to reserve for the members of the next object. It is halved at each object, because the outermost one
  /// tends to be the largest. So at most 32 members are reserved in a text of a million objects.
  private var memberCapacity = 16

  init(bytes: UnsafeBufferPointer<UInt8>, depthLeft: Int, duplicates: JSON.Duplicates) {
    self.bytes = bytes
    self.depthLeft = depthLeft
    self.duplicates = duplicates
  }

  /// Reads the whole text: one value with only white space around it.
  mutating func text() throws(ReadError) -> JSON {
    if next == 0xEF, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw failure("the text starts with a byte order mark; save it as UTF-8 without one", at: 0)
    }
    try checkUTF8()
    skipSpace()
    let value = try value()
    skipSpace()
    guard next == nil else { throw unexpected(expected: "nothing after the value") }
    return value
  }

  /// Validates the whole text, so that each part of it can become a string.
  private func checkUTF8() throws(ReadError) {
    // Most texts are ASCII. The compiler vectorizes this check, which is ten times as fast as the full validation.
    guard bytes.reduce(0, |) >= 0x80 else { return }
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
}
