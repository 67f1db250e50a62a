/// What became of comparing a value with what a pattern asks for.
enum Verdict: Sendable {
  case holds
  case fails
  /// Comparing took too much work. It counts as not matching: nobody knows whether it would have.
  case gaveUp

  init(_ holds: Bool) { self = holds ? .holds : .fails }

  var isMatch: Bool { self == .holds }
}
