import FoundationEssentials

extension Date {
  /// The time in ISO 8601, in UTC with milliseconds: `2026-04-17T12:00:00.250Z`. What is smaller is cut.
  package var iso8601: String {
    withoutError.formatted(ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// What is smaller than a millisecond is cut.
  package var millisecondsSince1970: Int { Int((withoutError.timeIntervalSince1970 * 1000).rounded(.down)) }

  /// A `Double` holds most times only roughly: a whole millisecond may be a little less, and would be cut to the one before.
  private var withoutError: Date { addingTimeInterval(0.000_000_5) }
}
