import UnderstudyJSON

/// What is asked of a text: of a URL, a header, a query parameter, a body or a value in it.
enum TextPattern: Sendable {
  case equalTo(String)
  case equalToIgnoringCase(String)
  case contains(String)
  case matches(Expression)
  case doesNotMatch(Expression)
  case absent

  /// - Parameter values: of a repeated header or parameter there are several, of which one must do; of one that
  ///   is not there, none.
  func verdict(on values: [String], _ budget: Budget) -> Verdict {
    budget.take(10 + values.reduce(0) { $0 + $1.utf8.count } * stepsPerKilobyte / 1000)
    guard !values.isEmpty else { return Verdict(holdsOfNothing) }
    var effort = Expression.Effort(for: values, within: budget)
    for value in values {
      let verdict = verdict(on: value, &effort)
      // An expression that was given up on one value would take as long on the next.
      if verdict != .fails { return verdict }
    }
    return .fails
  }

  /// Of what is looked at as a whole. Looking for a part ends where it is found, and an expression says what it takes.
  private var stepsPerKilobyte: Int {
    switch self {
    case .equalTo, .contains, .absent: 10
    case .matches, .doesNotMatch: 300
    case .equalToIgnoringCase: 3000
    }
  }

  /// What is not there does not match any expression either.
  private var holdsOfNothing: Bool {
    switch self {
    case .absent, .doesNotMatch: true
    default: false
    }
  }

  private func verdict(on value: String, _ effort: inout Expression.Effort) -> Verdict {
    switch self {
    case .equalTo(let text): Verdict(value.hasSameScalars(as: text))
    case .equalToIgnoringCase(let text): Verdict(value.lowercased().hasSameScalars(as: text.lowercased()))
    case .contains(let text): Verdict(value.containsScalars(of: text, effort.budget))
    case .matches(let expression): expression.verdict(on: value, &effort).asked(.holds, otherwise: .fails)
    case .doesNotMatch(let expression): expression.verdict(on: value, &effort).asked(.fails, otherwise: .holds)
    case .absent: .fails
    }
  }

  /// Of values that do not match, how far the nearest is from it: up to 1, nothing in common. As in WireMock, only
  /// equality knows anything between.
  func distance(on values: [String], _ budget: Budget) -> Double {
    // What an edit distance takes at most.
    budget.take(values.reduce(0) { $0 + 10_000 + $1.utf8.count })
    return switch self {
    case .equalTo(let text): values.map { text.editShare(to: $0) }.min() ?? 1
    case .equalToIgnoringCase(let text):
      values.map { text.lowercased().editShare(to: $0.lowercased()) }.min() ?? 1
    default: 1
    }
  }

  /// The name and operand of the matcher in JSON.
  var written: (name: String, operand: JSON) {
    switch self {
    case .equalTo(let text), .equalToIgnoringCase(let text): ("equalTo", .string(text))
    case .contains(let text): ("contains", .string(text))
    case .matches(let expression): ("matches", .string(expression.pattern))
    case .doesNotMatch(let expression): ("doesNotMatch", .string(expression.pattern))
    case .absent: ("absent", true)
    }
  }
}

extension Expression.Verdict {
  fileprivate func asked(_ matching: Verdict, otherwise differing: Verdict) -> Verdict {
    switch self {
    case .matches: matching
    case .differs: differing
    case .gaveUp: .gaveUp
    }
  }
}
