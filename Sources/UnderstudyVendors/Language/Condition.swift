import UnderstudyJSON

/// The condition that a sibling of a field has a value.
///
/// Narrower than ``Predicate`` on purpose: every condition has a JSON Schema (`if` and `then`), a sentence with the
/// sibling's full path, and a value that meets it. Most predicates have none of them.
package struct Condition: Sendable {
  package let sibling: Name
  package let value: JSON

  init(_ sibling: String, is value: JSON) {
    self.sibling = Name(sibling)
    self.value = value
  }

  func holds(in object: Members) -> Bool { object[sibling] == value }

  /// Whether the condition holds after an update. Absent members keep their stored values.
  func holds(after update: Members, of stored: Members?) -> Bool { (update[sibling] ?? stored?[sibling]) == value }

  /// The condition in words, for the field at `path`: `provider is own`, with the sibling's full path.
  func description(beside path: Path) -> String {
    var sibling = path
    sibling.steps.removeLast(path.steps.isEmpty ? 0 : 1)
    return "`\(sibling.member(self.sibling.text))` is \(value.string ?? value.description)"
  }
}

/// The condition under which an update must send a field.
///
/// A class, because every request asks for it, and a copy would retain each of its parts.
package final class Requirement: Sendable {
  /// The condition on the request alone, without the stored values; nil if the field is always required.
  package let condition: Condition?
  /// The source of the requirement; nil if it is the field's.
  package let source: Source?
  package let isOnByDefault: Bool
  /// Whether a stored value satisfies the requirement.
  package let isMetByStoredValue: Bool

  init(
    condition: Condition? = nil, source: Source? = nil, isOnByDefault: Bool = true, isMetByStoredValue: Bool = false
  ) {
    self.condition = condition
    self.source = source
    self.isOnByDefault = isOnByDefault
    self.isMetByStoredValue = isMetByStoredValue
  }

  /// The requirement, whatever is stored.
  var withoutStoredValue: Requirement {
    Requirement(condition: condition, source: source, isOnByDefault: isOnByDefault)
  }

  func isRequired(in request: Members, stored: @autoclosure () -> JSON?) -> Bool {
    if isMetByStoredValue, let stored = stored(), stored != .null { return false }
    return condition?.holds(in: request) ?? true
  }
}

/// The condition under which a field applies, on the agent after the update.
package struct Applicability: Sendable {
  package enum Effect: Sendable {
    /// The field applies only if the condition holds; otherwise the stored value is kept.
    case applies
    /// The field does not apply if the condition holds, and is then stored as null.
    case doesNotApply
  }

  package let condition: Condition
  package let effect: Effect

  func holds(for update: Members, of stored: Members?) -> Bool {
    condition.holds(after: update, of: stored) == (effect == .applies)
  }

  /// The condition in words that follow the name of the field at `path`.
  func description(at path: Path) -> String {
    "\(effect == .applies ? "applies only" : "does not apply") when \(condition.description(beside: path))"
  }
}
