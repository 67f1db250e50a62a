import UnderstudyJSON

/// A pattern for a JSON value: numbers are compared by value, objects in any member order.
struct EqualToJSON: Sendable {
  let expected: JSON
  let leniency: Leniency
  /// The compiled expressions of the `${json-unit.regex}…` placeholders in `expected`, by their pattern.
  let expressions: [String: RegularExpression]
  private static let maximumDifferences = 20

  struct Leniency: OptionSet, Sendable {
    let rawValue: Int
    static let arrayOrder = Leniency(rawValue: 1)
    static let extraElements = Leniency(rawValue: 2)
  }

  func result(for actual: JSON, _ budget: Budget) -> MatchResult {
    comparison(with: actual, maximumDifferences: 0, budget).result
  }

  /// Returns the first 20 places where a value differs.
  func differences(in actual: JSON, _ budget: Budget) -> [JSONComparison.Difference] {
    comparison(with: actual, maximumDifferences: Self.maximumDifferences, budget).differences
  }

  /// Returns the share of values that differ, among all values of the larger document, counted as WireMock does.
  func distance(to actual: JSON, _ budget: Budget) -> Double {
    let comparison = comparison(with: actual, maximumDifferences: Self.maximumDifferences, budget)
    if case .gaveUp = comparison.result { return 1 }
    return min(1, Double(comparison.differing) / Double(max(expected.weight, actual.weight)))
  }

  private func comparison(with actual: JSON, maximumDifferences: Int, _ budget: Budget) -> JSONComparison {
    budget.spend(10)
    return budget.limited(to: JSONComparison.maximumSteps) { budget in
      var comparison = JSONComparison(
        leniency: leniency, expressions: expressions, maximumDifferences: maximumDifferences, budget: budget)
      comparison.compare(expected, actual)
      return comparison
    }
  }
}

/// The placeholders of json-unit, WireMock's library, in an expected document.
enum Placeholder: String, CaseIterable {
  /// Any value.
  case ignore
  /// Any value, or a missing one.
  case ignoreElement = "ignore-element"
  case anyString = "any-string"
  case anyNumber = "any-number"
  case anyBoolean = "any-boolean"

  static let opening = "${json-unit."
  /// The prefix of a regular expression that must match a whole string.
  static let expression = "${json-unit.regex}"

  /// - Parameter text: a string of the expected document, such as `${json-unit.ignore}`.
  init?(_ text: String) {
    guard text.hasPrefix(Self.opening), text.hasSuffix("}") else { return nil }
    self.init(rawValue: String(text.dropFirst(Self.opening.count).dropLast()))
  }

  func accepts(_ json: JSON) -> Bool {
    switch (self, json) {
    case (.ignore, _), (.ignoreElement, _), (.anyString, .string), (.anyNumber, .number), (.anyBoolean, .bool): true
    default: false
    }
  }
}

extension JSON {
  /// WireMock's measure of a document: 1, and 1 for each value in it, and 1 more for each array or object in it.
  var weight: Int {
    // A value in the document that is no array or object does not weigh on its own.
    func inner(_ value: JSON) -> Int { value.array != nil || value.members != nil ? value.weight : 0 }
    return switch self {
    case .array(let elements): elements.reduce(1) { $0 + 1 + inner($1) }
    case .object(let members): members.reduce(1) { $0 + 1 + inner($1.value) }
    default: 1
    }
  }
}
