import UnderstudyJSON

/// One comparison of an expected document with an actual one.
struct JSONComparison {
  struct Difference {
    /// The place in the actual document, also of a value that is missing there.
    let path: Path
    /// Nil if no value is expected.
    let expected: JSON?
    /// Nil if there is no value.
    let actual: JSON?
  }

  static let stepsPerValue = 5
  /// Comparing without regard to order compares each pair of elements. 2,000,000 values take about 0.1 s.
  static let maximumSteps = 2_000_000 * stepsPerValue
  /// Starting to match an expression takes about as long as comparing 1000 values.
  private static let stepsPerExpression = 1000 * stepsPerValue

  let leniency: EqualToJSON.Leniency
  let expressions: [String: RegularExpression]
  /// How many differences to keep; with 0, the comparison ends at the first.
  let maximumDifferences: Int
  let budget: Budget
  private(set) var differences: [Difference] = []
  /// How many values differ, in ``JSON/JSON/weight``.
  private(set) var differing = 0
  private(set) var path = Path.root

  var result: MatchResult { budget.isExhausted ? .gaveUp : MatchResult(differing == 0) }

  private var isDecided: Bool { budget.isExhausted || (maximumDifferences == 0 && differing > 0) }

  /// Compares two values and those inside of them. Recursion is as deep as the documents, which the reader bounds.
  mutating func compare(_ expected: JSON, _ actual: JSON) {
    budget.spend(Self.stepsPerValue)
    if isDecided { return }
    switch (expected, actual) {
    case (.object(let expected), .object(let actual)): compare(expected, actual)
    case (.array(let expected), .array(let actual)) where leniency.contains(.arrayOrder):
      compareInAnyOrder(expected, actual)
    case (.array(let expected), .array(let actual)): compare(expected, actual)
    case (.string(let text), _) where text.hasPrefix(Placeholder.opening): comparePlaceholder(text, actual)
    default: if expected != actual { addDifference(expected, actual) }
    }
  }

  private mutating func comparePlaceholder(_ text: String, _ actual: JSON) {
    if let placeholder = Placeholder(text) {
      if !placeholder.accepts(actual) { addDifference(.string(text), actual) }
      return
    }
    let pattern = String(text.dropFirst(Placeholder.expression.count))
    guard let expression = expressions[pattern], let string = actual.string else {
      return addDifference(.string(text), actual)
    }
    budget.spend(Self.stepsPerExpression)
    switch expression.any(of: [string], is: .matches, budget) {
    case .matches: break
    case .differs: addDifference(.string(text), actual)
    case .gaveUp: budget.exhaust()
    }
  }

  private mutating func compare(_ expected: Members, _ actual: Members) {
    for member in expected where !isDecided {
      let value = actual[member.name]
      if value == nil, case .string(let text) = member.value, Placeholder(text) == .ignoreElement { continue }
      descend(.member(member.name), member.value, value)
    }
    guard !leniency.contains(.extraElements) else { return }
    for member in actual where expected[member.name] == nil && !isDecided {
      descend(.member(member.name), .none, member.value)
    }
  }

  private mutating func compare(_ expected: [JSON], _ actual: [JSON]) {
    let count = leniency.contains(.extraElements) ? expected.count : max(expected.count, actual.count)
    for index in 0..<count where !isDecided {
      descend(.element(index), expected.element(index), actual.element(index))
    }
  }

  private mutating func compareInAnyOrder(_ expected: [JSON], _ actual: [JSON]) {
    var matching = BipartiteMatching(leftCount: expected.count, rightCount: actual.count, budget)
    matching.pair { [leniency, expressions, budget] left, right in
      var comparison = JSONComparison(
        leniency: leniency, expressions: expressions, maximumDifferences: 0, budget: budget)
      comparison.compare(expected[left], actual[right])
      return comparison.differing == 0
    }
    let (missing, extra) = matching.unpaired
    let isStrict = !leniency.contains(.extraElements)
    if maximumDifferences == 0 {
      // Comparing the unpaired elements once more would double the work at each level.
      if !missing.isEmpty || (isStrict && !extra.isEmpty) { differing += 1 }
      return
    }
    // A missing and an extra element are reported as one element that differs.
    for (position, left) in missing.enumerated() where !isDecided {
      if isStrict, extra.indices.contains(position) {
        descend(.element(extra[position]), expected[left], actual[extra[position]])
      } else {
        descend(.element(left), expected[left], .none)
      }
    }
    for right in extra.dropFirst(missing.count) where isStrict && !isDecided {
      descend(.element(right), .none, actual[right])
    }
  }

  private mutating func descend(_ step: Path.Step, _ expected: JSON?, _ actual: JSON?) {
    path.steps.append(step)
    if let expected, let actual { compare(expected, actual) } else { addDifference(expected, actual) }
    path.steps.removeLast()
  }

  private mutating func addDifference(_ expected: JSON?, _ actual: JSON?) {
    differing += maximumDifferences == 0 ? 1 : max(expected?.weight ?? 1, actual?.weight ?? 1)
    if differences.count < maximumDifferences {
      differences.append(Difference(path: path, expected: expected, actual: actual))
    }
  }
}

extension [JSON] {
  /// Returns the element at an index, or nil if the index is out of bounds.
  func element(_ index: Int) -> JSON? { indices.contains(index) ? self[index] : .none }
}
