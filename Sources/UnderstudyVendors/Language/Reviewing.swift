import UnderstudyJSON

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
  /// - Parameter stored: what the body would change; nil where it is new.
  package mutating func review(
    _ body: Members, by object: Object, changing stored: Members?, at path: Path = .root
  ) {
    let sent = Lookup(body)
    let filter = body.isEmpty ? .max : sent.filter
    for (index, relevant) in object.reviewFilters.enumerated() where relevant & filter != 0 {
      let field = object.updatableFields[index]
      if let value = sent[field.key] {
        review(value, of: field, in: body, changing: stored, at: path)
      } else if field.requirement != nil {
        demand(field, in: body, changing: stored, at: path)
      }
    }
    for field in object.ignoredFields {
      guard let sent = body[field.key] else { continue }
      let path = path.member(field.name)
      if !violate(.ignoredOnUpdate, at: path, found: sent) { warn(path, .ignoredOnUpdate) }
    }
    guard object.others == .unknown else { return }
    for member in body where !object.isKnownToClients(member.key) {
      reviewUnknown(member.name, in: object, at: path)
    }
  }

  private mutating func review(
    _ sent: JSON, of field: Field, in body: Members, changing owner: Members?, at path: Path
  ) {
    if let applicability = field.applicability, !sent.isNull, !applicability.allows(body, of: owner) {
      return warn(path.member(field.name), .inapplicable(applicability))
    }
    guard review(sent, by: field.value, changing: owner?[field.key], at: path.member(field.name)) else { return }
    if case .rejectedOnUpdate = field.updating, sent != owner?[field.key] {
      violate(.rejectedOnUpdate, at: path.member(field.name), found: sent)
    }
    if sent.isNull, !field.value.isNullable { demand(field, in: body, changing: owner, at: path) }
  }

  /// Of a field that was not sent.
  private mutating func demand(_ field: Field, in body: Members, changing owner: Members?, at path: Path) {
    guard let requirement = field.requirement, requirement.demands(in: body, stored: owner?[field.key]) else {
      return
    }
    violate(.missing(requirement.condition), at: path.member(field.name))
  }

  /// - Returns: whether the value may be taken as of its type.
  @discardableResult
  private mutating func review(
    _ sent: JSON, by value: Value, changing stored: @autoclosure () -> JSON?, at path: @autoclosure () -> Path
  ) -> Bool {
    if sent.isNull, value.isNullable { return true }
    // A secret is not to be shown.
    var shown: JSON? { value.isSecret ? .none : sent }
    guard value.kind.admits(sent) else {
      guard let check = value.checks.first(where: { $0.isBroken(byTypeOf: sent) }) else {
        return !violate(.type(value), at: path(), found: shown)
      }
      return !violate(check, at: path(), found: shown)
    }
    for check in value.checks where !check.demand.accepts(sent) { violate(check, at: path(), found: shown) }
    switch (value.kind, sent) {
    case (.object(let object), .object(let members)):
      review(members, by: object, changing: stored()?.members, at: path())
    case (.array(let element), .array(let elements)):
      for (index, sent) in elements.enumerated() {
        review(sent, by: element, changing: .none, at: path().element(index))
      }
    default: break
    }
    return true
  }

  private mutating func reviewUnknown(_ name: String, in object: Object, at path: Path) {
    guard findings.warnings.count < Self.limit else { return }
    let known = (object.updatableFields + object.ignoredFields).lazy.map(\.name)
    let fact = Violation.Fact.unknown(nearest: name.nearest(among: known))
    let path = path.member(name)
    if !violate(fact, at: path) { warn(path, fact) }
  }

  @discardableResult
  private mutating func violate(_ check: Check, at path: Path, found: JSON?) -> Bool {
    violate(.unmet(check), at: path, found: found, message: check.words, byDefault: check.isOnByDefault)
  }

  @discardableResult
  private mutating func violate(_ fact: Violation.Fact, at path: Path, found: JSON? = nil) -> Bool {
    violate(fact, at: path, found: found, message: nil, byDefault: fact.isOnByDefault)
  }

  /// - Returns: whether the rule is on, so that the violation counts.
  private mutating func violate(
    _ fact: Violation.Fact, at path: Path, found: JSON?, message words: String?, byDefault isOnByDefault: Bool
  ) -> Bool {
    let rule = fact.ruleID(namespace: namespace, path: path)
    guard switches.isOn(rule, byDefault: isOnByDefault) else { return false }
    if findings.violations.count < Self.limit {
      findings.violations.append(Violation(rule: rule, path: path, fact: fact, found: found, words: words))
    }
    return true
  }

  private mutating func warn(_ path: Path, _ fact: Violation.Fact) {
    findings.warnings.append(Warning(path: path, fact: fact))
  }

  /// A body of a hundred thousand mistakes is answered, and remembered, with the first hundred.
  private static let limit = 100
}
