import UnderstudyJSON
import UnderstudyVendors

/// The place of a field in a body, as the subject of a rule names it: `gap[].days`.
struct FieldPlace {
  private enum Step {
    case member(String)
    /// The first element.
    case element
  }

  private let steps: [Step]

  init(_ subject: String) {
    steps = subject.split(separator: ".").flatMap { part -> [Step] in
      let name = part.prefix { $0 != "[" }
      let elements = part.dropFirst(name.count).count { $0 == "[" }
      return [.member(String(name))] + Array(repeating: .element, count: elements)
    }
  }

  /// Returns the declaration of the field's value; nil if the object has no such field.
  func value(in object: Object) -> Value? {
    var value: Value?
    for step in steps {
      switch step {
      case .member(let name):
        let parent: Object? =
          if let value {
            if case .object(let object) = value.kind { object } else { nil }
          } else {
            object
          }
        value = parent?.updatableFields.first { $0.name == name }?.value
      case .element: value = if case .array(let element)? = value?.kind { element } else { nil }
      }
      if value == nil { return nil }
    }
    return value
  }

  /// Returns a body with a value in this place. What is around it is that of the body, else of the stored agent.
  func setting(_ new: JSON, in body: Members, storedIn stored: Members?) -> Members {
    changing(body, stored) { _ in new } ?? body
  }

  /// Returns a body without the field; nil if it has none there.
  func removed(from body: Members, storedIn stored: Members?) -> Members? { changing(body, stored) { _ in nil } }

  private func changing(_ body: Members, _ stored: Members?, _ change: (JSON?) -> JSON?) -> Members? {
    guard case .member(let root)? = steps.first else { return nil }
    var body = body
    let given = body[root] ?? (steps.count > 1 ? stored?[root] : nil)
    body[root] = Self.changed(given, steps.dropFirst(), change)
    return body
  }

  private static func changed(
    _ value: JSON?, _ steps: ArraySlice<Step>, _ change: (JSON?) -> JSON?
  ) -> JSON? {
    guard let step = steps.first else { return change(value) }
    let rest = steps.dropFirst()
    switch step {
    case .member(let name):
      var members = value?.members ?? [:]
      members[name] = changed(members[name], rest, change)
      return .object(members)
    case .element:
      let elements = value?.array ?? []
      let first = changed(elements.first, rest, change)
      return .array((first.map { [$0] } ?? []) + elements.dropFirst())
    }
  }
}
