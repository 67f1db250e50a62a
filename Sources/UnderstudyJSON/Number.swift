/// A number with its digits as they were sent. Numbers are compared by their exact decimal value:
/// `1.00000000000000000001` is greater than `1`.
package struct Number: Sendable {
  /// The number's text, by the grammar of RFC 8259.
  package let text: String

  /// - Parameter text: a number by the grammar of RFC 8259, checked by the reader.
  init(checked text: String) { self.text = text }

  package init(_ value: Int) { text = String(value) }

  /// The nearest double, or infinity.
  package var double: Double { Double(text) ?? .nan }

  /// Whether the value has no fraction, such as `30`, `30.0` and `3e1`.
  package var isIntegral: Bool { isPlainInteger || Decimal(text).isIntegral }

  /// Whether the text is an integer without exponent, as most integers are sent. They need no decimal arithmetic.
  private var isPlainInteger: Bool {
    let digits = text.utf8
    return digits.count < 20 && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  /// The value without fraction and exponent, such as `30` for `30.0` and `3e1`; nil if it is not integral. A value of
  /// more than 40 digits keeps its exponent, because `1e999999999` would take a gigabyte.
  package var integer: Number? {
    if isPlainInteger { return self }
    let decimal = Decimal(text)
    guard decimal.isIntegral else { return nil }
    guard decimal.exponent <= 40 else { return self }
    return Number(checked: decimal.integerText)
  }
}

extension Number: Comparable {
  package static func == (left: Number, right: Number) -> Bool {
    left.text == right.text || order(left, right) == 0
  }

  package static func < (left: Number, right: Number) -> Bool { order(left, right) < 0 }

  /// The digits as an integer, and the number of decimals; nil for more than nine digits or an exponent.
  private var short: (value: Int, decimals: Int)? {
    var (sign, value, count, decimals) = (1, 0, 0, -1)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
        count += 1
        if decimals >= 0 { decimals += 1 }
      case UInt8(ascii: "."): decimals = 0
      case UInt8(ascii: "-") where count == 0: sign = -1
      default: return nil
      }
      if count > 9 { return nil }
    }
    return (sign * value, max(0, decimals))
  }

  private static let powersOfTen = (0...9).map { (1...9).prefix($0).reduce(1) { power, _ in power * 10 } }

  /// Rounding to a double does not change the order of two numbers, so digits are compared only if both round to the
  /// same double.
  private static func order(_ left: Number, _ right: Number) -> Int {
    if let left = left.short, let right = right.short {
      return left.value * powersOfTen[right.decimals] - right.value * powersOfTen[left.decimals]
    }
    let (leftDouble, rightDouble) = (left.double, right.double)
    if leftDouble < rightDouble { return -1 }
    if leftDouble > rightDouble { return 1 }
    return Decimal(left.text).order(relativeTo: Decimal(right.text))
  }
}

extension Number: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, CustomStringConvertible {
  package init(integerLiteral value: Int) { self.init(value) }

  /// Creates a number with the shortest decimal text of a double.
  package init(floatLiteral value: Double) {
    let written = String(value)
    text = written.hasSuffix(".0") ? String(written.dropLast(2)) : written
  }

  package var description: String { text }
}

/// The parts of a JSON number: `0.d₁d₂d₃… × 10^exponent`, without leading or trailing zeros in `digits`.
private struct Decimal {
  let isNegative: Bool
  let digits: [UInt8]
  /// Limited to about 10¹², so that an exponent of a million digits cannot overflow.
  let exponent: Int

  private static let exponentLimit = 1 << 40

  /// - Parameter text: a number by the grammar of RFC 8259.
  init(_ text: String) {
    let sign = text.utf8.prefix { $0 == UInt8(ascii: "-") }
    let mantissa = text.utf8.dropFirst(sign.count).prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
    let all = mantissa.lazy.filter { $0 != UInt8(ascii: ".") }.map { $0 - UInt8(ascii: "0") }
    var digits = Array(all.drop { $0 == 0 })
    let leadingZeros = all.count - digits.count
    while digits.last == 0 { digits.removeLast() }
    self.digits = digits
    isNegative = !digits.isEmpty && !sign.isEmpty
    let written = text.utf8[mantissa.endIndex...].dropFirst()
    exponent = digits.isEmpty ? 0 : whole.count - leadingZeros + Self.exponent(String(Substring(written)))
  }

  private static func exponent(_ text: String) -> Int {
    if text.isEmpty { return 0 }
    let beyond = text.hasPrefix("-") ? -exponentLimit : exponentLimit
    return Int(text).map { max(-exponentLimit, min($0, exponentLimit)) } ?? beyond
  }

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
