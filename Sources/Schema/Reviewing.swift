import JSON

/// What was found in a request's body.
package struct Findings: Sendable {
  package var violations: [Violation] = []
  package var warnings: [Warning] = []
}

/// Checks request bodies against objects, with the rules of one endpoint as they are switched.
package struct Reviewer {
  private let namespace: String
  private let switches: Switches
  package private(set) var findings = Findings()

  /// - Parameter namespace: the first part of the endpoint's rule ids.
  package init(namespace: String, switches: Switches) {
    self.namespace = namespace
    self.switches = switches
  }

  /// Fields in their order, then fields fixed at creation, then members nobody knows.
  package mutating func review(_ body: Members, by object: Object, at path: Path = .root) {
    for field in object.updatableFields { review(field, in: body, at: path) }
    for field in object.fixedFields {
      guard let sent = body[field.name] else { continue }
      let path = path.member(field.name)
      if !violate(.fixed, at: path, found: sent) { warn(path, .fixed) }
    }
    guard object.others == .unknown else { return }
    for member in body where !object.isKnownToClients(member.name) {
      reviewUnknown(member.name, in: object, at: path)
    }
  }

  private mutating func review(_ field: Field, in body: Members, at path: Path) {
    let sent = body[field.name]
    if let sent, !review(sent, by: field.value, at: path.member(field.name)) { return }
    guard let requirement = field.requirement, sent == nil || sent == .null else { return }
    if requirement.condition?.holds(in: body) ?? true {
      violate(.missing(requirement.condition), at: path.member(field.name))
    }
  }

  /// - Returns: whether the value may be taken as of its type.
  @discardableResult
  private mutating func review(_ sent: JSON, by value: Value, at path: @autoclosure () -> Path) -> Bool {
    if sent == .null, value.isNullable { return true }
    guard value.kind.admits(sent) else { return !violate(.type(value.kind), at: path(), found: sent) }
    for check in value.checks where !check.demand.accepts(sent) {
      violate(.unmet(check.demand), at: path(), found: sent)
    }
    switch (value.kind, sent) {
    case (.object(let object), .object(let members)): review(members, by: object, at: path())
    case (.array(let element), .array(let elements)):
      for (index, sent) in elements.enumerated() { review(sent, by: element, at: path().element(index)) }
    default: break
    }
    return true
  }

  private mutating func reviewUnknown(_ name: String, in object: Object, at path: Path) {
    guard findings.warnings.count < Self.limit else { return }
    let known = (object.updatableFields + object.fixedFields).lazy.map(\.name)
    let fact = Violation.Fact.unknown(nearest: name.nearest(among: known))
    let path = path.member(name)
    if !violate(fact, at: path) { warn(path, fact) }
  }

  /// - Returns: whether the rule is on, so that the violation counts.
  @discardableResult
  private mutating func violate(_ fact: Violation.Fact, at path: Path, found: JSON? = nil) -> Bool {
    let rule = fact.ruleID(namespace: namespace, path: path)
    guard switches.isOn(rule, byDefault: fact.isOnByDefault) else { return false }
    if findings.violations.count < Self.limit {
      findings.violations.append(Violation(rule: rule, path: path, fact: fact, found: found))
    }
    return true
  }

  private mutating func warn(_ path: Path, _ fact: Violation.Fact) {
    findings.warnings.append(Warning(path: path, fact: fact))
  }

  /// A body of a hundred thousand mistakes is answered, and remembered, with the first hundred.
  private static let limit = 100
}
