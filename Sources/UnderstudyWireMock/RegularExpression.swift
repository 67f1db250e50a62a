import Foundation

/// A regular expression of a client, which must match a value from its first to its last character.
///
/// The syntax is ICU's, which differs from Java's in details: `\d`, `\w` and `\s` match all of Unicode. A look-behind must
/// have a bounded length in both. A dot also matches line ends, as in WireMock.
struct RegularExpression: Sendable {
  let pattern: String
  private let compiled: NSRegularExpression
  /// The engine reports progress after about 10,000 steps, which take about 0.15 ms.
  private static let stepsPerReport = 15_000

  struct SyntaxError: Error { let reason: String }

  /// - Throws: ``SyntaxError`` if the pattern is not a regular expression, or is too long.
  init(_ pattern: String) throws(SyntaxError) {
    guard pattern.utf8.count <= 10_000 else { throw SyntaxError(reason: "is longer than 10,000 bytes") }
    // First by itself, because `a)(b` is invalid, but valid inside of the parentheses.
    guard (try? NSRegularExpression(pattern: pattern)) != nil,
      let whole = try? NSRegularExpression(pattern: "(?:\(pattern))\\z", options: .dotMatchesLineSeparators)
    else { throw SyntaxError(reason: "is not a regular expression; look for unbalanced brackets or a stray `*`") }
    self.pattern = pattern
    compiled = whole
  }

  /// Returns whether any of the values matches, or whether any differs.
  ///
  /// Backtracking can take a time that doubles with each character, such as for `(a+)+$` and many `a`. So the limit is
  /// ten reports, and one more for each thousand bytes, which is what a plain expression takes for a long value.
  func any(of values: [String], is wanted: MatchResult, _ budget: Budget) -> MatchResult {
    let reports = values.reduce(10) { $0 + $1.utf8.count / 1000 }
    return budget.limited(to: reports * Self.stepsPerReport) { budget in
      for value in values {
        let result = result(for: value, budget)
        if result == wanted { return .matches }
        // The next value would take as much work.
        if result == .gaveUp { return .gaveUp }
      }
      return .differs
    }
  }

  private func result(for value: String, _ budget: Budget) -> MatchResult {
    let range = NSRange(location: 0, length: value.utf16.count)
    var result = MatchResult.differs
    compiled.enumerateMatches(in: value, options: [.anchored, .reportProgress, .reportCompletion], range: range) {
      match, flags, stop in
      if flags.contains(.progress) { budget.spend(Self.stepsPerReport) }
      if match != nil {
        result = .matches
      } else if budget.isExhausted || flags.contains(.internalError) {
        result = .gaveUp
      } else {
        return
      }
      stop.pointee = true
    }
    return result
  }
}
