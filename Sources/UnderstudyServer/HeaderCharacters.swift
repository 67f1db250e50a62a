// The characters that RFC 9110 allows in header fields.

extension UInt8 {
  /// Whether the byte is a control character that a field value must not contain.
  var isControl: Bool { self < 0x20 && self != UInt8(ascii: "\t") || self == 0x7F }

  /// Whether the byte is a white space within a line.
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

  /// Whether the byte may be part of a token, such as a method or the name of a field.
  var isTokenCharacter: Bool {
    // Bit n is that of the character n, or n + 64.
    let characters: UInt64 = self < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
    return self < 128 && characters >> UInt64(self & 63) & 1 == 1
  }

  fileprivate var lowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes are a token.
  var isToken: Bool { !isEmpty && allSatisfy(\.isTokenCharacter) }

  /// Whether one of the bytes is a control character. Eight of them are looked at together.
  var hasControl: Bool {
    var offset = 0
    while count - offset >= 8 {
      let word = loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if word.mayHaveControl, self[offset..<offset + 8].contains(where: \.isControl) { return true }
      offset += 8
    }
    return self[offset...].contains(where: \.isControl)
  }

  /// Whether one of the bytes is a white space within a line.
  var hasBlank: Bool {
    firstIndex(of: UInt8(ascii: " "), from: 0) != nil || firstIndex(of: UInt8(ascii: "\t"), from: 0) != nil
  }

  /// Whether the bytes are a text, in ASCII, apart from the case of letters.
  /// - Parameter text: in lower case.
  func isCaselessly(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return indices.allSatisfy { self[$0].lowercased == text.utf8Start[$0] }
  }

  /// The decimal number that the bytes are; nil if they are none, or it is too large.
  var decimal: UInt64? {
    guard !isEmpty else { return nil }
    var number: UInt64 = 0
    for byte in self {
      let digit = byte &- UInt8(ascii: "0")
      let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, isSumTooLarge) = product.addingReportingOverflow(UInt64(digit))
      guard digit < 10, !isTooLarge, !isSumTooLarge else { return nil }
      number = sum
    }
    return number
  }

  /// The bytes without white space at the end.
  var withoutTrailingBlanks: UnsafeRawBufferPointer {
    var rest = self[...]
    while rest.last?.isBlank == true { rest.removeLast() }
    return UnsafeRawBufferPointer(rebasing: rest)
  }
}

extension UInt64 {
  /// Whether one of the eight bytes is below 0x20 or is 0x7F.
  fileprivate var mayHaveControl: Bool {
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    let deletes = self ^ (ones &* 0x7F)
    return ((self &- ones &* 0x20) & ~self | (deletes &- ones) & ~deletes) & tops != 0
  }
}
