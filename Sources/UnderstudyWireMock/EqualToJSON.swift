import UnderstudyJSON

/// A JSON value that another one must equal as data: numbers by value, objects in any member order.
struct EqualToJSON: Sendable {
  let expected: JSON
  let leniency: Leniency
  /// The compiled expressions of `${json-unit.regex}…` in it, by the text behind that.
  private let expressions: [String: Expression]
  private static let stepsPerValue = 5

  struct Leniency: OptionSet, Sendable {
    let rawValue: Int
    static let arrayOrder = Leniency(rawValue: 1)
    static let extraElements = Leniency(rawValue: 2)
  }

  init(_ expected: JSON, _ leniency: Leniency, _ expressions: [String: Expression]) {
    self.expected = expected
    self.leniency = leniency
    self.expressions = expressions
  }

  func verdict(on actual: JSON, _ budget: Budget) -> Verdict { compared(to: actual, keeping: 0, budget).verdict }

  /// Where a value differs, at most the first twenty places.
  func differences(in actual: JSON, _ budget: Budget) -> [JSONComparison.Difference] {
    compared(to: actual, keeping: 20, budget).differences
  }

  /// Which share of all values in the larger document differs, counted as WireMock does.
  func distance(to actual: JSON, _ budget: Budget) -> Double {
    let comparison = compared(to: actual, keeping: 20, budget)
    if case .gaveUp = comparison.verdict { return 1 }
    return min(1, Double(comparison.differing) / Double(max(expected.weight, actual.weight)))
  }

  private func compared(to actual: JSON, keeping kept: Int, _ budget: Budget) -> JSONComparison {
    var comparison = JSONComparison(leniency, expressions, keeping: kept, within: budget)
    let work = comparison.workLeft
    comparison.compare(expected, actual)
    budget.take(10 + (work - comparison.workLeft) * Self.stepsPerValue)
    return comparison
  }
}

/// Values of the expected document that stand for others, as WireMock's library json-unit has them.
enum Placeholder: String, CaseIterable {
  /// Any value, if there is one.
  case ignore
  /// Any value or none.
  case ignoreElement = "ignore-element"
  case anyString = "any-string"
  case anyNumber = "any-number"
  case anyBoolean = "any-boolean"

  static let opening = "${json-unit."
  /// In front of an expression that must match the whole of a string.
  static let expression = "${json-unit.regex}"

  /// The placeholder that a string of the expected document is, such as `${json-unit.ignore}`.
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
  /// WireMock's measure of a document: one for itself, one for each value in it, and one more for each array or
  /// object in it.
  var weight: Int {
    switch self {
    case .array(let elements): elements.reduce(1) { $0 + 1 + $1.innerWeight }
    case .object(let members): members.reduce(1) { $0 + 1 + $1.value.innerWeight }
    default: 1
    }
  }

  private var innerWeight: Int {
    switch self {
    case .array, .object: weight
    default: 0
    }
  }
}
