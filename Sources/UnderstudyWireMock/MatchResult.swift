/// The result of comparing a value with a pattern.
enum MatchResult: Sendable {
  case matches
  case differs
  /// The comparison took too much work and was stopped, so the result is unknown. It does not count as a match.
  case gaveUp

  init(_ matches: Bool) { self = matches ? .matches : .differs }

  var isMatch: Bool { self == .matches }
}
