import UnderstudyJSON

/// Percent-encoding (RFC 3986, 2.1).
package enum PercentCoding {
  /// A piece of an encoded text.
  private enum Unit {
    case literal(UInt8)
    case escape(UInt8, digits: (UInt8, UInt8))
    /// A `%` that two hexadecimal digits do not follow.
    case invalidEscape
  }

  /// Returns the text with each `%XX` as a byte; nil if an escape is invalid or the result is not UTF-8.
  package static func decoded(_ text: some Sequence<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var isValid = true
    forEachUnit(of: text) { unit in
      switch unit {
      case .literal(let byte), .escape(let byte, _): bytes.append(byte)
      case .invalidEscape: isValid = false
      }
    }
    return isValid ? String(validating: bytes, as: UTF8.self) : nil
  }

  /// Returns the text of a form's name or value, with `+` as a space. Invalid escapes stay as they are; what is not UTF-8
  /// is replaced by U+FFFD.
  package static func formDecoded(_ text: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    forEachUnit(of: text) { unit in
      switch unit {
      case .literal(let byte): bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      case .escape(let byte, _): bytes.append(byte)
      case .invalidEscape: bytes.append(UInt8(ascii: "%"))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns a path without the escapes of characters that need none (RFC 3986, 6.2.2.2).
  static func normalized(path: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    forEachUnit(of: path) { unit in
      switch unit {
      case .literal(let byte): bytes.append(byte)
      case .escape(let byte, _) where byte.isUnreserved: bytes.append(byte)
      case .escape(_, let digits): bytes += [UInt8(ascii: "%"), digits.0, digits.1]
      case .invalidEscape: bytes.append(UInt8(ascii: "%"))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func forEachUnit(of text: some Sequence<UInt8>, _ body: (Unit) -> Void) {
    let bytes = Array(text)
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        body(.literal(byte))
        continue
      }
      let digits = Array(rest.prefix(2))
      if digits.count == 2, let high = digits[0].hexDigitValue, let low = digits[1].hexDigitValue {
        body(.escape(high << 4 | low, digits: (digits[0], digits[1])))
        rest = rest.dropFirst(2)
      } else {
        body(.invalidEscape)
      }
    }
  }
}

extension String {
  /// The text as one segment of a path, with `%XX` for all characters but the unreserved ones.
  package var asStep: String {
    utf8.reduce(into: "") { step, byte in
      if byte.isUnreserved {
        step.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        step += "%" + String(hexadecimal: byte, digits: 2).uppercased()
      }
    }
  }
}

extension UInt8 {
  fileprivate var hexDigitValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  fileprivate var isUnreserved: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
