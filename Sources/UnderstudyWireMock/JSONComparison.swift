import UnderstudyJSON

/// One walk over an expected document and an actual one.
struct JSONComparison {
  struct Difference {
    /// In the actual document; of what is missing there, where it should be.
    let path: Path
    /// Nil if there should be nothing.
    let expected: JSON?
    /// Nil if there is nothing.
    let actual: JSON?
  }

  private let leniency: EqualToJSON.Leniency
  private let expressions: [String: Expression]
  private let kept: Int
  private let budget: Budget
  private(set) var differences: [Difference] = []
  /// How many values differ, in ``JSON/JSON/weight``.
  private(set) var differing = 0
  private var path = Path.root
  /// Comparing without regard to order looks at each pair of elements, so two bodies of a megabyte could keep a
  /// thread for an hour. So many values are compared (in a tenth of a second or so), then it gives up.
  private(set) var workLeft = 2_000_000

  /// - Parameter keeping: how many differences to remember; with 0, the walk ends at the first.
  init(
    _ leniency: EqualToJSON.Leniency, _ expressions: [String: Expression], keeping kept: Int,
    within budget: Budget
  ) {
    self.leniency = leniency
    self.expressions = expressions
    self.kept = kept
    self.budget = budget
  }

  var verdict: Verdict { workLeft < 0 ? .gaveUp : Verdict(differing == 0) }

  private var isDecided: Bool { workLeft < 0 || (kept == 0 && differing > 0) }

  mutating func compare(_ expected: JSON, _ actual: JSON) {
    workLeft -= 1
    if isDecided { return }
    switch (expected, actual) {
    case (.object(let expected), .object(let actual)): compare(expected, actual)
    case (.array(let expected), .array(let actual)):
      if leniency.contains(.arrayOrder) {
        compareInAnyOrder(expected, actual)
      } else {
        compare(expected, actual)
      }
    case (.string(let text), _) where text.hasPrefix(Placeholder.opening): comparePlaceholder(text, actual)
    default:
      if expected != actual { note(expected, actual) }
    }
  }

  private mutating func comparePlaceholder(_ text: String, _ actual: JSON) {
    if let placeholder = Placeholder(text) {
      if !placeholder.accepts(actual) { note(.string(text), actual) }
      return
    }
    let pattern = String(text.dropFirst(Placeholder.expression.count))
    guard let expression = expressions[pattern], let string = actual.string else {
      return note(.string(text), actual)
    }
    workLeft -= 1000
    var effort = Expression.Effort(for: [string], within: budget)
    switch expression.verdict(on: string, &effort) {
    case .matches: break
    case .differs: note(.string(text), actual)
    case .gaveUp: workLeft = -1
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
    var pairing = Pairing(expected.count, actual.count, workLeft: workLeft)
    pairing.pair { [leniency, expressions, budget] left, right, workLeft in
      var comparison = JSONComparison(leniency, expressions, keeping: 0, within: budget)
      comparison.workLeft = workLeft
      comparison.compare(expected[left], actual[right])
      workLeft = comparison.workLeft
      return comparison.differing == 0
    }
    workLeft = pairing.workLeft
    let (missing, extra) = pairing.unpaired
    let isStrict = !leniency.contains(.extraElements)
    if kept == 0 {
      // Looking into them once more would double the work at each level.
      if !missing.isEmpty || (isStrict && !extra.isEmpty) { differing += 1 }
      return
    }
    // An element that is wrong is missing and extra at once: it is shown as what it should have been.
    for (position, left) in missing.enumerated() where !isDecided {
      if isStrict, extra.indices.contains(position) {
        descend(.element(extra[position]), expected[left], actual[extra[position]])
      } else {
        descend(.element(left), expected[left], .none)
      }
    }
    guard isStrict else { return }
    for right in extra.dropFirst(missing.count) where !isDecided {
      descend(.element(right), .none, actual[right])
    }
  }

  private mutating func descend(_ step: Path.Step, _ expected: JSON?, _ actual: JSON?) {
    path.steps.append(step)
    if let expected, let actual { compare(expected, actual) } else { note(expected, actual) }
    path.steps.removeLast()
  }

  private mutating func note(_ expected: JSON?, _ actual: JSON?) {
    differing += kept == 0 ? 1 : max(expected?.weight ?? 1, actual?.weight ?? 1)
    if differences.count < kept {
      differences.append(Difference(path: path, expected: expected, actual: actual))
    }
  }
}

extension [JSON] {
  /// The element at an index that may be outside.
  func element(_ index: Int) -> JSON? { indices.contains(index) ? self[index] : .none }
}
