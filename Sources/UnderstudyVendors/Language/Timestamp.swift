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

  /// - Parameter text: A time that exists, exactly in the format of ``description``; otherwise the result is nil.
  package init?(_ text: String) {
    guard let date = try? Date(text, strategy: .iso8601), date.formatted(.iso8601) == text else { return nil }
    description = text
    self.date = date
  }

  /// The first second of Unix time.
  package static let epoch = Timestamp(Date(timeIntervalSince1970: 0))
}
