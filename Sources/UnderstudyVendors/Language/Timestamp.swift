import FoundationEssentials

/// A time in whole seconds, written as ISO 8601 in UTC: `2026-04-17T12:00:00Z`.
package struct Timestamp: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package let date: Date

  /// - Parameter date: A date whose fraction of a second is dropped.
  package init(_ date: Date) {
    self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    description = date.formatted(.iso8601)
  }

  /// - Parameter text: A text exactly in the format of ``description``; the result is nil for others and for times
  ///   that do not exist.
  package init?(_ text: String) {
    description = text
    if let seconds = Self.seconds(text) {
      date = Date(timeIntervalSince1970: TimeInterval(seconds))
      return
    }
    guard let date = try? Date(text, strategy: .iso8601), date.formatted(.iso8601) == text else { return nil }
    self.date = date
  }

  /// Returns the seconds since 1970, from the year 1583 on. Before, calendars differed; Foundation handles them, in 20
  /// µs.
  private static func seconds(_ text: String) -> Int? {
    let form = Array("0000-00-00T00:00:00Z".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == form.count else { return nil }
    for (byte, sign) in zip(bytes, form) {
      guard sign == UInt8(ascii: "0") ? byte &- sign < 10 : byte == sign else { return nil }
    }
    func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    guard year > 1582, 1...12 ~= month, 1...days(in: month, of: year) ~= day, hour < 24, minute < 60, second < 60
    else {
      return nil
    }
    // If the year starts in March, the leap day is its last.
    let (shifted, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (months * 153 + 2) / 5 + day - 1
    return ((days - 719_468) * 24 + hour) * 3600 + minute * 60 + second
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
