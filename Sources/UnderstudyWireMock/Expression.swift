import Foundation

/// A regular expression of a client, which must describe a value from its first to its last character.
///
/// The syntax is ICU's, which is Java's but for details: `\d`, `\w` and `\s` know all of Unicode, and a look-behind
/// must have a bounded length in both. A dot matches line ends too, as in WireMock.
struct Expression: Sendable {
  let pattern: String
  private let compiled: NSRegularExpression

  struct Unreadable: Error {
    let reason: String
  }

  /// How it went.
  enum Verdict {
    case matches
    case differs
    /// It took more work than any sensible expression; nobody knows whether it would have matched.
    case gaveUp
  }

  /// - Throws: ``Unreadable`` if it is not a regular expression, or longer than any that a person writes.
  init(_ pattern: String) throws(Unreadable) {
    guard pattern.utf8.count <= 10_000 else { throw Unreadable(reason: "is longer than 10,000 bytes") }
    // By itself first: `a)(b` is wrong, but would be right inside of the parentheses.
    guard (try? NSRegularExpression(pattern: pattern)) != nil,
      let whole = try? NSRegularExpression(pattern: "(?:\(pattern))\\z", options: .dotMatchesLineSeparators)
    else { throw Unreadable(reason: "is not a regular expression; look for unbalanced brackets or a stray `*`") }
    self.pattern = pattern
    compiled = whole
  }

  /// How much work an expression may take on some values.
  ///
  /// Backtracking can take a time that doubles with each character (`(a+)+$` on many a's). The engine calls back
  /// after every 10,000 steps or so, about 0.15 ms; it may do so ten times, and once more for every thousand
  /// bytes, which is what a plain expression takes on a long value.
  struct Effort {
    fileprivate var callsLeft: Int
    let budget: Budget

    init(for values: [String], within budget: Budget) {
      callsLeft = values.reduce(10) { $0 + $1.utf8.count / 1000 }
      self.budget = budget
    }
  }

  /// - Parameter effort: what is left of it for all values together.
  func verdict(on value: String, _ effort: inout Effort) -> Verdict {
    let range = NSRange(location: 0, length: value.utf16.count)
    var (verdict, callsLeft) = (Verdict.differs, effort.callsLeft)
    let budget = effort.budget
    defer { effort.callsLeft = callsLeft }
    compiled.enumerateMatches(in: value, options: [.anchored, .reportProgress, .reportCompletion], range: range) {
      match, flags, stop in
      if flags.contains(.progress) {
        callsLeft -= 1
        budget.take(15_000)
      }
      if match != nil {
        verdict = .matches
      } else if callsLeft < 0 || budget.isSpent || flags.contains(.internalError) {
        verdict = .gaveUp
      } else {
        return
      }
      stop.pointee = true
    }
    return verdict
  }
}
