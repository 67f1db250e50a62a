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
  package var isIntegral: Bool { Decimal(text).isIntegral }

  /// The value without fraction and exponent, such as `30` for `30.0` and `3e1`; nil if it is not integral.
  ///
  /// A value of more than 40 digits keeps its exponent, because `1e999999999` would take a gigabyte.
  package var integer: Number? {
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
    var (value, count, decimals) = (0, 0, -1)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
        count += 1
        if decimals >= 0 { decimals += 1 }
      case UInt8(ascii: "."): decimals = 0
      case UInt8(ascii: "-") where count == 0: continue
      default: return nil
      }
      if count > 9 { return nil }
    }
    return (text.utf8.first == UInt8(ascii: "-") ? -value : value, max(0, decimals))
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
