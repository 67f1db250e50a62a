import UnderstudyJSON

/// Percent-encoding (RFC 3986, 2.1).
package enum PercentCoding {
  /// Returns the text with each `%XX` as a byte; nil if an escape is invalid or the result is not UTF-8.
  package static func decoded(_ text: some Sequence<UInt8>) -> String? {
    let (bytes, isValid) = unescaped(text) { _ in true }
    return isValid ? String(validating: bytes, as: UTF8.self) : nil
  }

  /// Returns the text of a form's name or value, with `+` as a space. Invalid escapes stay as they are; what is not UTF-8
  /// is replaced by U+FFFD.
  package static func formDecoded(_ text: some Sequence<UInt8>) -> String {
    let spaced = text.lazy.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
    return String(decoding: unescaped(spaced) { _ in true }.bytes, as: UTF8.self)
  }

  /// Returns a path without the escapes of characters that need none (RFC 3986, 6.2.2.2).
  static func normalized(path: some Sequence<UInt8>) -> String {
    String(decoding: unescaped(path, where: \.isUnreserved).bytes, as: UTF8.self)
  }

  /// Replaces the escapes of some bytes. All others stay, invalid ones included.
  private static func unescaped(
    _ text: some Sequence<UInt8>, where isReplaced: (UInt8) -> Bool
  ) -> (bytes: [UInt8], isValid: Bool) {
    var rest = Array(text)[...]
    var (bytes, isValid) = ([UInt8](), true)
    while let byte = rest.popFirst() {
      bytes.append(byte)
      guard byte == UInt8(ascii: "%") else { continue }
      let digits = rest.prefix(2).compactMap(\.hexDigitValue)
      guard digits.count == 2 else {
        isValid = false
        continue
      }
      let escaped = digits[0] << 4 | digits[1]
      guard isReplaced(escaped) else { continue }
      bytes[bytes.count - 1] = escaped
      rest = rest.dropFirst(2)
    }
    return (bytes, isValid)
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
