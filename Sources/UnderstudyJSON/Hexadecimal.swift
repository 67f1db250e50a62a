extension String {
  /// Creates a number's hexadecimal digits in lower case, with zeros in front up to this many digits.
  package init(hexadecimal value: some UnsignedInteger & FixedWidthInteger, digits: Int = 1) {
    let text = String(value, radix: 16)
    self = String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
  }
}
