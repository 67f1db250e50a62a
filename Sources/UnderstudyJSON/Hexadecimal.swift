extension String {
  /// Creates a number's hexadecimal digits in lower case, with zeros in front up to this many digits.
  package init(hexadecimal value: some UnsignedInteger & FixedWidthInteger, digits: Int = 1) {
    self = String(value, radix: 16).padded(to: digits)
  }

  /// Returns digits with zeros in front up to a length.
  package func padded(to length: Int) -> String {
    String(repeating: "0", count: Swift.max(0, length - utf8.count)) + self
  }
}

extension UInt8 {
  /// The value of the hexadecimal digit that this byte is in ASCII.
  package var hexDigitValue: UInt8? { Character(UnicodeScalar(self)).hexDigitValue.map { UInt8($0) } }
}
