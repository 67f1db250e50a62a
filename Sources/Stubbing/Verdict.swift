/// What became of comparing a value with what a pattern asks for.
enum Verdict: Sendable {
  case holds
  case fails
  /// Comparing took too much work. It counts as not matching: nobody knows whether it would have.
  case gaveUp

  init(_ holds: Bool) { self = holds ? .holds : .fails }

  var isMatch: Bool {
    if case .holds = self { true } else { false }
  }

  /// Of several values, one is enough.
  static func any<Value>(of values: some Sequence<Value>, _ judge: (Value) -> Verdict) -> Verdict {
    var result = Verdict.fails
    for value in values {
      switch judge(value) {
      case .holds: return .holds
      case .gaveUp: result = .gaveUp
      case .fails: break
      }
    }
    return result
  }
}
