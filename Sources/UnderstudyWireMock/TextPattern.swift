import UnderstudyJSON

/// A pattern for a text: a URL, a header, a query parameter, a body or a value in it.
enum TextPattern: Sendable {
  case equalTo(String)
  case equalToIgnoringCase(String)
  case contains(String)
  case matches(RegularExpression)
  case doesNotMatch(RegularExpression)
  case absent

  /// - Parameter values: several if a header or parameter is repeated, of which one must match; none if it is missing.
  func result(for values: [String], _ budget: Budget) -> MatchResult {
    budget.spend(10 + values.reduce(0) { $0 + $1.utf8.count } * stepsPerKilobyte / 1000)
    guard !values.isEmpty else { return MatchResult(matchesAbsence) }
    return switch self {
    case .equalTo(let text): MatchResult(values.contains { $0.hasSameScalars(as: text) })
    case .equalToIgnoringCase(let text):
      MatchResult(values.contains { $0.lowercased().hasSameScalars(as: text.lowercased()) })
    case .contains(let text): MatchResult(values.contains { $0.containsScalars(of: text, budget) })
    case .matches(let expression): expression.any(of: values, is: .matches, budget)
    case .doesNotMatch(let expression): expression.any(of: values, is: .differs, budget)
    case .absent: .differs
    }
  }

  /// The steps for comparing whole values. `contains` and expressions spend the rest of theirs while they compare.
  private var stepsPerKilobyte: Int {
    switch self {
    case .equalTo, .contains, .absent: 10
    case .matches, .doesNotMatch: 300
    case .equalToIgnoringCase: 3000
    }
  }

  /// Whether the pattern matches if there is no value.
  private var matchesAbsence: Bool {
    switch self {
    case .absent, .doesNotMatch: true
    default: false
    }
  }

  /// Returns the distance of the nearest of values that do not match, at most 1. As in WireMock, only equality has
  /// distances between 0 and 1.
  func distance(to values: [String], _ budget: Budget) -> Double {
    // The most that an edit distance takes.
    budget.spend(values.reduce(0) { $0 + 10_000 + $1.utf8.count })
    return switch self {
    case .equalTo(let text): values.map { text.editShare(to: $0) }.min() ?? 1
    case .equalToIgnoringCase(let text):
      values.map { text.lowercased().editShare(to: $0.lowercased()) }.min() ?? 1
    default: 1
    }
  }

  /// The name and operand of the matcher in JSON.
  var nameAndOperand: (name: String, operand: JSON) {
    switch self {
    case .equalTo(let text), .equalToIgnoringCase(let text): ("equalTo", .string(text))
    case .contains(let text): ("contains", .string(text))
    case .matches(let expression): ("matches", .string(expression.pattern))
    case .doesNotMatch(let expression): ("doesNotMatch", .string(expression.pattern))
    case .absent: ("absent", true)
    }
  }
}
