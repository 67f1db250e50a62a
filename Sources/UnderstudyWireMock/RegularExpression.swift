import Foundation
import UnderstudyJSON

/// A regular expression of a client, which must match a value from its first to its last character.
///
/// The syntax is ICU's, which differs from Java's in details: `\d`, `\w` and `\s` match all of Unicode. A look-behind must
/// have a bounded length in both. A dot also matches line ends, as in WireMock.
struct RegularExpression: Sendable {
  private let key: Name

  var pattern: String { key.text }

  /// The engine reports progress after about 10,000 steps, which take about 0.15 ms.
  private static let stepsPerReport = 15_000

  struct SyntaxError: Error { let reason: String }

  /// - Throws: ``SyntaxError`` if the pattern is not a regular expression, or is too long.
  init(_ pattern: String) throws(SyntaxError) {
    guard pattern.utf8.count <= 10_000 else { throw SyntaxError(reason: "is longer than 10,000 bytes") }
    key = Name(pattern)
    if ExpressionCache.shared[key] != nil { return }
    // First by itself, because `a)(b` is invalid, but valid inside of the parentheses.
    guard (try? NSRegularExpression(pattern: pattern)) != nil, let compiled = CompiledExpression(pattern)
    else { throw SyntaxError(reason: "is not a regular expression; look for unbalanced brackets or a stray `*`") }
    ExpressionCache.shared.keep(compiled, for: key, taking: compiled.fixedBytes)
  }

  /// Returns whether any of the values matches, or whether any differs.
  ///
  /// Backtracking can take a time that doubles with each character, such as for `(a+)+$` and many `a`. So the limit is
  /// ten reports, and one more for each thousand bytes, which is what a plain expression takes for a long value.
  func any(of values: [String], is wanted: MatchResult, _ budget: Budget) -> MatchResult {
    guard let compiled = compiled(budget) else { return .gaveUp }
    let reports = values.reduce(10) { $0 + $1.utf8.count / 1000 }
    var hasReported = false
    let outcome = budget.limited(to: reports * Self.stepsPerReport) { budget -> MatchResult in
      for value in values {
        let (result, reported) = result(of: compiled.engine, for: value, budget)
        hasReported = hasReported || reported
        if result == wanted { return .matches }
        // The next value would take as much work.
        if result == .gaveUp { return .gaveUp }
      }
      return .differs
    }
    let longest = values.lazy.map(\.utf8.count).max() ?? 0
    ExpressionCache.shared.keep(
      compiled, for: key, taking: compiled.bytes(afterValueOf: longest, reported: hasReported))
    return outcome
  }

  /// - Returns: nil if the system has no memory for it.
  private func compiled(_ budget: Budget) -> CompiledExpression? {
    if let compiled = ExpressionCache.shared[key] { return compiled }
    let compiled = CompiledExpression(pattern)
    budget.spend(compiled?.compilingSteps ?? 0)
    return compiled
  }

  /// - Returns: The result, and whether the engine has reported progress.
  private func result(
    of engine: NSRegularExpression, for value: String, _ budget: Budget
  ) -> (result: MatchResult, hasReported: Bool) {
    var hasReported = false
    let range = NSRange(location: 0, length: value.utf16.count)
    var result = MatchResult.differs
    engine.enumerateMatches(in: value, options: [.anchored, .reportProgress, .reportCompletion], range: range) {
      match, flags, stop in
      if flags.contains(.progress) {
        hasReported = true
        budget.spend(Self.stepsPerReport)
      }
      if match != nil {
        result = .matches
      } else if budget.isExhausted || flags.contains(.internalError) {
        result = .gaveUp
      } else {
        return
      }
      stop.pointee = true
    }
    return (result, hasReported)
  }
}
