import UnderstudyJSON

extension Object {
  /// Returns the rules that the declaration implies, in the order of the checks.
  /// - Parameter namespace: The first part of the surface's rule ids.
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
    for field in object.updatableFields {
      let path = path.member(field.name)
      let source = field.source ?? source
      add(field.value, at: path, source)
      if case .rejectedOnUpdate(let source) = field.updating {
        add(.rejectedOnUpdate(message: field.refusalOfChange), at: path, source)
      }
      if let requirement = field.requirement, !field.value.checks.contains(where: \.isAboutPresence) {
        add(.missing(requirement), at: path, requirement.source ?? source)
      }
    }
    for field in object.ignoredFields {
      if case .ignoredOnUpdate(let source) = field.updating {
        add(.ignoredOnUpdate, at: path.member(field.name), source)
      }
    }
  }

  mutating func add(_ value: Value, at path: Path, _ source: Source) {
    if !value.checks.contains(where: { $0.typeMismatchPolicy == .failsCheck }) {
      add(.type(value), at: path, source)
    }
    for check in value.checks { add(.failedCheck(check), at: path, check.source ?? source) }
    switch value.kind {
    case .object(let object): add(object, at: path, inheriting: object.source)
    case .array(let element): add(element, at: path.element(0), source)
    default: break
    }
  }

  mutating func add(_ kind: Violation.Kind, at path: Path, _ source: Source) {
    rules.append(
      Rule(
        id: kind.ruleID(namespace: namespace, path: path), subject: kind.subject(path),
        summary: kind.summary(at: path), vendorMessage: kind.vendorMessage, source: source,
        activation: kind.isOnByDefault ? .on : .off))
  }
}

extension Violation.Kind {
  /// Returns the id of the violated rule: the same for all elements of an array.
  func ruleID(namespace: String, path: Path) -> String {
    switch self {
    case .unknown, .setByServer: "\(namespace).unknown-field"
    case .type: "\(namespace).\(path.subject).type"
    case .failedCheck(let check):
      "\(namespace).\(check.ruleScope.map { $0 + "." } ?? "")\(path.subject).\(check.assertion.kind)"
    case .missing: "\(namespace).\(path.subject).required"
    case .ignoredOnUpdate, .rejectedOnUpdate: "\(namespace).\(path.subject).immutable"
    // Only in warnings and in violations that name their rule.
    case .inapplicable, .notEmulated, .nearMiss, .doubtful, .other: namespace
    }
  }

  /// Rules that refuse what vendors ignore are off by default.
  var isOnByDefault: Bool {
    switch self {
    case .failedCheck(let check): check.isOnByDefault
    case .missing(let requirement): requirement.isOnByDefault
    case .unknown, .setByServer, .ignoredOnUpdate: false
    case .type, .rejectedOnUpdate, .inapplicable, .notEmulated, .nearMiss, .doubtful, .other: true
    }
  }

  /// The vendor's exact message, if it is known.
  var vendorMessage: String? {
    switch self {
    case .failedCheck(let check): check.vendorMessage
    case .rejectedOnUpdate(let message): message
    default: nil
    }
  }

  fileprivate func subject(_ path: Path) -> String { if case .unknown = self { "body" } else { path.subject } }

  fileprivate func summary(at path: Path) -> String {
    if case .unknown = self { return "Every member must be a field of this endpoint." }
    return "`\(path.subject)` \(expectation(at: path).replacing("[0]", with: "[]"))."
  }
}

extension Path {
  /// The path without indices, as in rule ids: `gap[].days`.
  package var subject: String { text { _ in "[]" } }
}
