import FoundationEssentials
import UnderstudyPlatform

/// A time in whole seconds, written as ISO 8601 in UTC: `2026-04-17T12:00:00Z`.
package struct Timestamp: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package let date: Date

  /// - Parameter date: A date whose fraction of a second is dropped.
  package init(_ date: Date) {
    self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    description = date.formatted(.iso8601)
  }

  /// - Parameter text: A time that exists, exactly in the format of ``description``; otherwise the result is nil.
  package init?(_ text: String) {
    guard let date = text.gregorianDate ?? text.date else { return nil }
    description = text
    self.date = date
  }

  /// The first second of Unix time.
  package static let epoch = Timestamp(Date(timeIntervalSince1970: 0))
}

extension String {
  fileprivate var date: Date? {
    guard let date = try? Date(self, strategy: .iso8601), date.formatted(.iso8601) == self else { return nil }
    return date
  }

  /// The time, if this is one since 1583, the first whole year of the Gregorian calendar. Foundation takes fifty times as
  /// long, and each seeded agent has two times.
  fileprivate var gregorianDate: Date? {
    utf8.span.withUnsafeBytes { bytes in
      let pattern: StaticString = "0000-00-00T00:00:00Z"
      let hasPattern = pattern.withUTF8Buffer { pattern in
        bytes.count == pattern.count
          && zip(bytes, pattern).allSatisfy { $1 == UInt8(ascii: "0") ? $0.isDigit : $0 == $1 }
      }
      guard hasPattern else { return nil }
      func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
      let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
      let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
      guard year >= 1583, hour < 24, minute < 60, second < 60,
        let days = GregorianCalendar.daysSince1970(year: year, month: month, day: day)
      else { return nil }
      let seconds = (days * 24 + hour) * 3600 + minute * 60 + second
      return Date(timeIntervalSince1970: Double(seconds))
    }
  }
}
