import FoundationEssentials
import UnderstudyPlatform

extension Date {
  /// Reads a time of a HAR file: ISO 8601 with or without fractions of a second. Without a zone, it is UTC.
  ///
  /// Recorders write fractions of 0 to 7 digits, and zones as `Z`, `+02:00` or `+0200`.
  init?(har text: String) {
    var reader = TimeReader(rest: text.utf8[...])
    guard let seconds = reader.secondsSince1970() else { return nil }
    self.init(timeIntervalSince1970: seconds)
  }
}

private struct TimeReader {
  var rest: Substring.UTF8View

  mutating func secondsSince1970() -> Double? {
    guard let year = number(4, 1...9999), skip("-"), let month = number(2, 1...12), skip("-"),
      let day = number(2, 1...31), skip("T") || skip("t") || skip(" "), let hour = number(2, 0...23), skip(":"),
      let minute = number(2, 0...59),
      let days = GregorianCalendar.daysSince1970(year: year, month: month, day: day)
    else { return nil }
    var second = 0.0
    if skip(":") {
      guard let whole = number(2, 0...60) else { return nil }
      second = Double(whole) + (fraction() ?? 0)
    }
    guard let offset = zone(), rest.isEmpty else { return nil }
    let minutes = (days * 24 + hour) * 60 + minute - offset
    return Double(minutes) * 60 + second
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
    let text = rest.prefix(digits)
    guard text.count == digits, text.allSatisfy(\.isDigit), let value = Int(Substring(text)), range ~= value else {
      return nil
    }
    rest.removeFirst(digits)
    return value
  }

  private mutating func fraction() -> Double? {
    guard skip(".") || skip(",") else { return nil }
    let digits = rest.prefix(while: \.isDigit)
    rest.removeFirst(digits.count)
    return Double("0.\(Substring(digits.prefix(9)))")
  }

  /// Returns the offset from UTC in minutes.
  private mutating func zone() -> Int? {
    if rest.isEmpty || skip("Z") || skip("z") { return 0 }
    let isNegative = rest.first == UInt8(ascii: "-")
    guard skip("-") || skip("+"), let hours = number(2, 0...23) else { return nil }
    _ = skip(":")
    let minutes = hours * 60 + (number(2, 0...59) ?? 0)
    return isNegative ? -minutes : minutes
  }
}
