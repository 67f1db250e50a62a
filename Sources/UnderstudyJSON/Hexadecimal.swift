extension String {
  /// Creates a number's hexadecimal digits in lower case, with zeros in front up to this many digits.
  package init(hexadecimal value: some UnsignedInteger & FixedWidthInteger, digits: Int = 1) {
    let text = String(value, radix: 16)
    self = String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
  }
}

extension UInt8 {
  /// The value of the hexadecimal digit that this byte is in ASCII.
  package var hexDigitValue: UInt8? { Character(UnicodeScalar(self)).hexDigitValue.map { UInt8($0) } }
}
