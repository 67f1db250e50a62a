import UnderstudyJSON

/// What is asked of the values at a path of a body.
struct JSONPathPattern: Sendable {
  let path: JSONPath
  /// The path as it was written.
  let expression: String
  let condition: Condition

  enum Condition: Sendable {
    /// WireMock counts null, `[]` and `{}` as not there.
    case exists
    case text(TextPattern)
    case json(EqualToJSON)
  }

  func verdict(on body: JSON, _ budget: Budget) -> Verdict {
    switch condition {
    case .exists: return Verdict(exists(in: body))
    case .text(.absent): return Verdict(texts(in: body).isEmpty)
    case .text(let pattern):
      let texts = texts(in: body)
      // Without a value nothing else holds, not even that an expression does not match.
      return texts.isEmpty ? .fails : pattern.verdict(on: texts, budget)
    case .json(let pattern): return value(in: body).map { pattern.verdict(on: $0, budget) } ?? .fails
    }
  }

  /// Of a body that does not match, how far the nearest of the values is from it.
  func distance(on body: JSON, _ budget: Budget) -> Double {
    switch condition {
    case .exists: 1
    case .text(let pattern): pattern.distance(on: texts(in: body), budget)
    case .json(let pattern): value(in: body).map { pattern.distance(to: $0, budget) } ?? 1
    }
  }

  /// What stands there: the value, or of a path that can lead to several, an array of all; nil if nothing.
  func value(in body: JSON) -> JSON? {
    let values = path.values(in: body)
    if path.isDefinite { return values.first }
    return values.isEmpty ? .none : .array(values)
  }

  private func exists(in body: JSON) -> Bool {
    switch value(in: body) {
    case nil, .null: false
    case .array(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    default: true
    }
  }

  /// Each value as text: strings as they are, numbers with their digits as sent, arrays and objects as compact
  /// JSON. An array at the end of the path counts as its elements, and null as nothing.
  private func texts(in body: JSON) -> [String] {
    let value = value(in: body)
    return (value?.array ?? value.map { [$0] } ?? []).compactMap { value in
      switch value {
      case .null: nil
      case .string(let string): string
      default: value.description
      }
    }
  }
}
