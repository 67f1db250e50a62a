import UnderstudyJSON

extension Object {
  /// Every rule that the object's declaration implies, in the order in which they are checked.
  /// - Parameter namespace: the first part of the endpoint's rule ids.
  package func rules(namespace: String) -> [Rule] {
    var listing = Listing(namespace: namespace)
    listing.add(self, at: .root, inheriting: source)
    listing.add(.unknown(nearest: nil), at: .root, .assumed("Vendors ignore members that they do not know."))
    return listing.rules
  }
}

private struct Listing {
  let namespace: String
  var rules: [Rule] = []

  mutating func add(_ object: Object, at path: Path, inheriting source: Source) {
    for field in object.fields where field.isUpdatable {
      let path = path.member(field.name)
      let source = field.source ?? source
      add(field.value, at: path, source)
      if case .immutable(let source) = field.updating { add(.immutable, at: path, source) }
      if let requirement = field.requirement {
        add(.missing(requirement.condition), at: path, requirement.source ?? source)
      }
    }
    for field in object.fields {
      if case .fixed(let source) = field.updating { add(.fixed, at: path.member(field.name), source) }
    }
  }

  mutating func add(_ value: Value, at path: Path, _ source: Source) {
    if !value.checks.contains(where: { $0.reach == .everyType }) { add(.type(value), at: path, source) }
    for check in value.checks {
      add(
        .unmet(check), at: path, check.source ?? source, saying: check.words,
        isOnByDefault: check.isOnByDefault)
    }
    switch value.kind {
    case .object(let object): add(object, at: path, inheriting: object.source)
    case .array(let element): add(element, at: path.element(0), source)
    default: break
    }
  }

  mutating func add(
    _ fact: Violation.Fact, at path: Path, _ source: Source, saying words: String? = nil,
    isOnByDefault: Bool? = nil
  ) {
    rules.append(
      Rule(
        id: fact.ruleID(namespace: namespace, path: path), subject: fact.subject(path),
        sentence: fact.demand(at: path), saying: words, source: source,
        isOnByDefault: isOnByDefault ?? fact.isOnByDefault))
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
    case .fixed, .immutable: "\(namespace).\(path.subject).immutable"
    case .inapplicable, .other: namespace  // A warning, or a demand whose rule is named by whoever states it.
    }
  }

  /// Refusing what vendors ignore has to be asked for.
  var isOnByDefault: Bool {
    switch self {
    case .unknown, .fixed: false
    case .type, .unmet, .missing, .immutable, .inapplicable, .other: true
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
