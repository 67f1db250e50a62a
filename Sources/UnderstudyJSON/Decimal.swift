/// The parts of a JSON number: `0.d₁d₂d₃… × 10^exponent`, without leading or trailing zeros in `digits`.
struct Decimal {
  let isNegative: Bool
  let digits: [UInt8]
  /// Limited to about 10¹², so that an exponent of a million digits cannot overflow.
  let exponent: Int

  private static let exponentLimit = 1 << 40

  /// - Parameter text: a number by the grammar of RFC 8259.
  init(_ text: String) {
    var digits: [UInt8] = []
    var pointShift = 0
    var written = 0
    var exponentIsNegative = false
    var part = Part.whole
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "."): part = .fraction
      case UInt8(ascii: "e"), UInt8(ascii: "E"): part = .exponent
      case UInt8(ascii: "-") where part == .exponent: exponentIsNegative = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if part == .exponent {
          written = min(written * 10 + Int(digit), Self.exponentLimit)
          continue
        }
        let isLeadingZero = digits.isEmpty && digit == 0
        if !isLeadingZero { digits.append(digit) }
        if part == .whole, !isLeadingZero { pointShift += 1 }
        if part == .fraction, isLeadingZero { pointShift -= 1 }
      default: break
      }
    }
    while digits.last == 0 { digits.removeLast() }
    self.digits = digits
    isNegative = !digits.isEmpty && text.utf8.first == UInt8(ascii: "-")
    exponent = digits.isEmpty ? 0 : pointShift + (exponentIsNegative ? -written : written)
  }

  private enum Part { case whole, fraction, exponent }

  var isIntegral: Bool { digits.count <= exponent || digits.isEmpty }

  /// The number without exponent. Only for integral values.
  var integerText: String {
    guard !digits.isEmpty else { return "0" }
    let zeros = repeatElement(UInt8(0), count: exponent - digits.count)
    let text = String(decoding: (digits + zeros).map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    return isNegative ? "-" + text : text
  }

  /// Returns a negative number, zero or a positive number if this is less than, equal to or greater than `other`.
  func order(relativeTo other: Decimal) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let magnitude = magnitudeOrder(relativeTo: other)
    return isNegative ? -magnitude : magnitude
  }

  private func magnitudeOrder(relativeTo other: Decimal) -> Int {
    if digits.isEmpty || other.digits.isEmpty { return digits.count - other.digits.count }
    if exponent != other.exponent { return exponent < other.exponent ? -1 : 1 }
    if digits == other.digits { return 0 }
    return digits.lexicographicallyPrecedes(other.digits) ? -1 : 1
  }
}
