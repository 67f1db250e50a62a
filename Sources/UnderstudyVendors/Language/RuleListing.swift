import UnderstudyJSON

extension Object {
  /// Every rule that the object's declaration implies, in the order in which they are checked.
  /// - Parameter namespace: the first part of the endpoint's rule ids.
  package func rules(namespace: String) -> [Rule] {
    var list = RuleList(namespace: namespace)
    list.add(self, at: .root, inheriting: source)
    list.add(.unknown(nearest: nil), at: .root, .assumed("Vendors ignore members that they do not know."))
    return list.rules
  }
}

private struct RuleList {
  let namespace: String
  var rules: [Rule] = []

  mutating func add(_ object: Object, at path: Path, inheriting source: Source) {
    for field in object.fields where field.isUpdatable {
      let path = path.member(field.name)
      let source = field.source ?? source
      add(field.value, at: path, source)
      if case .rejectedOnUpdate(let source) = field.updating { add(.rejectedOnUpdate, at: path, source) }
      if let requirement = field.requirement {
        add(.missing(requirement.condition), at: path, requirement.source ?? source)
      }
    }
    for field in object.fields {
      if case .ignoredOnUpdate(let source) = field.updating {
        add(.ignoredOnUpdate, at: path.member(field.name), source)
      }
    }
  }

  mutating func add(_ value: Value, at path: Path, _ source: Source) {
    if !value.checks.contains(where: { $0.reach == .everyType }) { add(.type(value), at: path, source) }
    for check in value.checks {
      add(
        .unmet(check), at: path, check.source ?? source, message: check.words,
        isOnByDefault: check.isOnByDefault)
    }
    switch value.kind {
    case .object(let object): add(object, at: path, inheriting: object.source)
    case .array(let element): add(element, at: path.element(0), source)
    default: break
    }
  }

  mutating func add(
    _ fact: Violation.Fact, at path: Path, _ source: Source, message: String? = nil,
    isOnByDefault: Bool? = nil
  ) {
    rules.append(
      Rule(
        id: fact.ruleID(namespace: namespace, path: path), subject: fact.subject(path),
        summary: fact.demand(at: path), message: message, source: source,
        activation: isOnByDefault ?? fact.isOnByDefault ? .on : .off))
  }
}

extension Violation.Fact {
  /// The id of the rule that this fact breaks; the same wherever in an array it happens.
  func ruleID(namespace: String, path: Path) -> String {
    switch self {
    case .unknown: "\(namespace).unknown-field"
    case .type: "\(namespace).\(path.subject).type"
    case .unmet(let check): "\(namespace).\(path.subject).\(check.demand.kind)"
    case .missing: "\(namespace).\(path.subject).required"
    case .ignoredOnUpdate, .rejectedOnUpdate: "\(namespace).\(path.subject).immutable"
    case .inapplicable, .other: namespace  // A warning, or a demand whose rule is named by whoever states it.
    }
  }

  /// Refusing what vendors ignore has to be asked for.
  var isOnByDefault: Bool {
    switch self {
    case .unknown, .ignoredOnUpdate: false
    case .type, .unmet, .missing, .rejectedOnUpdate, .inapplicable, .other: true
    }
  }

  fileprivate func subject(_ path: Path) -> String {
    if case .unknown = self { "body" } else { path.subject }
  }

  fileprivate func demand(at path: Path) -> String {
    if case .unknown = self { return "Every member must be a field of this endpoint." }
    return "`\(path.subject)` \(expectation(at: path).replacing("[0]", with: "[]"))."
  }
}

extension Path {
  /// The path without indices, as rules name it: `gap[].days`.
  package var subject: String { text { _ in "[]" } }
}
