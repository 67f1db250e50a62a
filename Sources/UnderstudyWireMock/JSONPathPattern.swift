import UnderstudyJSON

/// A pattern for the values at a path of a JSON body.
struct JSONPathPattern: Sendable {
  let path: JSONPath
  /// The text of the path.
  let expression: String
  let matcher: ValueMatcher

  enum ValueMatcher: Sendable {
    /// There is a value other than null, `[]` and `{}`, as in WireMock.
    case exists
    case text(TextPattern)
    case json(EqualToJSON)
  }

  func result(for body: JSON, _ budget: Budget) -> MatchResult {
    switch matcher {
    case .exists: return MatchResult(exists(in: body))
    case .text(.absent): return MatchResult(elements(in: body).isEmpty)
    case .text(let pattern):
      guard let texts = texts(in: body, budget) else { return .gaveUp }
      // A missing value matches no other pattern, not even `doesNotMatch`.
      return texts.isEmpty ? .differs : pattern.result(for: texts, budget)
    case .json(let pattern): return value(in: body).map { pattern.result(for: $0, budget) } ?? .differs
    }
  }

  /// Returns the distance of the nearest value in a body that does not match.
  func distance(to body: JSON, _ budget: Budget) -> Double {
    switch matcher {
    case .exists: 1
    case .text(let pattern): texts(in: body, budget).map { pattern.distance(to: $0, budget) } ?? 1
    case .json(let pattern): value(in: body).map { pattern.distance(to: $0, budget) } ?? 1
    }
  }

  /// Returns the value at the path, or an array of all values if the path can lead to several; nil if there is none.
  func value(in body: JSON) -> JSON? {
    let values = path.values(in: body)
    if path.isDefinite { return values.first }
    return values.isEmpty ? .none : .array(values)
  }

  private func exists(in body: JSON) -> Bool {
    guard let value = value(in: body), !value.isNull else { return false }
    return value.array?.isEmpty != true && value.members?.isEmpty != true
  }

  /// Returns each value as text: a string without quotes, a number with the digits that were sent, an array or object as
  /// compact JSON. Nil if they took too much work: with `$..*`, they are as large as the body times its depth.
  private func texts(in body: JSON, _ budget: Budget) -> [String]? {
    var texts: [String] = []
    for value in elements(in: body) {
      if budget.isExhausted { return nil }
      let text = value.string ?? value.description
      // A string is there already. Of the others, arrays of short numbers take longest: 9 ns for each byte.
      if value.string == nil { budget.spend(text.utf8.count) }
      texts.append(text)
    }
    return texts
  }

  /// Returns the values that are compared. An array at the path is replaced by its elements. Null is left out.
  private func elements(in body: JSON) -> [JSON] {
    let value = value(in: body)
    return (value?.array ?? value.map { [$0] } ?? []).filter { !$0.isNull }
  }
}
