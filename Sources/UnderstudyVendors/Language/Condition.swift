import UnderstudyJSON

/// A sibling of a field has this value.
package struct Condition: Sendable {
  package let sibling: Name
  package let value: JSON

  init(sibling: String, value: JSON) {
    self.sibling = Name(sibling)
    self.value = value
  }

  func holds(in object: Members) -> Bool { object[sibling] == value }

  /// In words, for the field at `path`: `provider is own`, the sibling by its full path.
  func text(beside path: Path) -> String {
    var sibling = path
    sibling.steps.removeLast(path.steps.isEmpty ? 0 : 1)
    return "`\(sibling.member(self.sibling.text))` is \(value.string ?? value.description)"
  }

  /// Whether it holds once `update` is made: absent members stay as they are stored.
  func holds(after update: Members, of stored: Members?) -> Bool {
    (update[sibling] ?? stored?[sibling]) == value
  }
}

/// When an update must send a field.
package struct Requirement: Sendable {
  /// Looks at the request alone: what is stored does not count. nil: always.
  package let condition: Condition?
  /// Where the vendor says so, if not where the field is described.
  package let source: Source?
  /// Whether an agent that has the field need not be sent it again.
  package var isMetByStoredValue = false

  func demands(in request: Members, stored: JSON?) -> Bool {
    if isMetByStoredValue, let stored, stored != .null { return false }
    return condition?.holds(in: request) ?? true
  }
}

/// When a field means something, by what a sibling is after the update.
package struct Applicability: Sendable {
  package enum Effect: Sendable {
    /// The field applies only while the condition holds; what is stored waits for it.
    case onlyThen
    /// The field does not apply while the condition holds, and is stored as null.
    case notThen
  }

  package let condition: Condition
  package let effect: Effect

  func allows(_ update: Members, of stored: Members?) -> Bool {
    switch effect {
    case .onlyThen: condition.holds(after: update, of: stored)
    case .notThen: !condition.holds(after: update, of: stored)
    }
  }

  /// To follow the name of the field, which is at `path`.
  func text(at path: Path) -> String {
    switch effect {
    case .onlyThen: "applies only when \(condition.text(beside: path))"
    case .notThen: "does not apply when \(condition.text(beside: path))"
    }
  }
}
