import Foundation
import UnderstudyVendors

/// A day of the Gregorian calendar, in UTC.
package struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The day as `YYYY-MM-DD`.
  package let description: String

  /// - Parameter text: A day that exists, exactly in the format of ``description``; otherwise the result is nil.
  package init?(_ text: String) {
    guard text.utf8.count == Self.length, Timestamp("\(text)T00:00:00Z") != nil else { return nil }
    description = text
  }

  /// The day in UTC at a time.
  package init(_ date: Date) { description = String(Timestamp(date).description.prefix(Self.length)) }

  private static let length = 10

  package static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.description < right.description }
}
