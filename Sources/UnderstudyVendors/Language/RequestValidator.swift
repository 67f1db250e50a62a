import UnderstudyJSON

/// The result of validating a request's body.
package struct ValidationResult: Sendable {
  package var violations: [Violation] = []
  package var warnings: [Warning] = []
}

/// A validator of request bodies against objects, with the rules of one surface.
package struct RequestValidator {
  private let namespace: String
  private let switches: Switches
  /// Whether the body creates an agent, so that nothing is stored yet.
  private var isCreating = false
  package private(set) var result = ValidationResult()

  /// - Parameter namespace: The first part of the surface's rule ids.
  package init(namespace: String, switches: Switches) {
    self.namespace = namespace
    self.switches = switches
  }

  /// Validates a body: fields in their order, then fields that are set at creation, then unknown members.
  /// - Parameter stored: The record that the body changes; nil if it is new.
  package mutating func validate(_ body: Members, by object: Object, changing stored: Members?) {
    isCreating = stored == nil
    validate(body, by: object, changing: stored, at: .root)
  }

  private mutating func validate(_ body: Members, by object: Object, changing stored: Members?, at path: Path) {
    let sent = Lookup(body)
    let filter = body.isEmpty ? .max : sent.filter
    // A span gives access without retaining and releasing each field.
    let (updatable, filters) = (object.updatableFields, object.validationFilters)
    let fields = updatable.span
    for index in fields.indices where filters[index] & filter != 0 {
      if let value = sent[fields[index].key] {
        validate(value, of: fields[index], in: body, changing: stored, at: path)
      } else if fields[index].hasRequirement {
        checkRequired(fields[index], in: body, changing: stored, at: path)
      }
    }
    // Most bodies have only members that an update can set.
    guard !body.allNames(satisfy: object.canUpdate) else { return }
    for field in object.ignoredFields {
      guard let value = sent[field.key] else { continue }
      let path = path.member(field.name)
      if !report(.ignoredOnUpdate, at: path, found: value) { warn(path, .ignoredOnUpdate) }
    }
    guard object.unlistedMembers == .unknown else { return }
    for member in body where !object.isKnownToClients(member.key) {
      validateUnknown(member.name, in: object, at: path)
    }
  }

  private mutating func validate(
    _ sent: JSON, of field: Field, in body: Members, changing owner: Members?, at path: Path
  ) {
    if let applicability = field.applicability, !sent.isNull, !applicability.holds(for: body, of: owner) {
      return warn(path.member(field.name), .inapplicable(applicability))
    }
    guard validate(sent, by: field.value, changing: owner?[field.key], at: path.member(field.name)) else { return }
    if case .rejectedOnUpdate = field.updating, sent != owner?[field.key] {
      report(.rejectedOnUpdate, at: path.member(field.name), found: sent)
    }
    if case .notEmulated = field.updating { warn(path.member(field.name), .notEmulated) }
    if sent.isNull, isCreating || !field.value.isNullable {
      checkRequired(field, in: body, changing: owner, at: path)
    }
  }

  /// Checks whether a field that was not sent is required.
  private mutating func checkRequired(_ field: Field, in body: Members, changing owner: Members?, at path: Path) {
    guard let requirement = field.requirement, requirement.isRequired(in: body, stored: owner?[field.key]) else {
      return
    }
    // Some vendors have one message for a missing and an empty value.
    let check = field.value.checks.first(where: \.isAboutPresence)
    report(check.map { .failedCheck($0) } ?? .missing(requirement), at: path.member(field.name))
  }

  /// Validates one value.
  /// - Returns: Whether the value has its type, or no rule refuses its type.
  @discardableResult
  private mutating func validate(
    _ sent: JSON, by value: Value, changing stored: @autoclosure () -> JSON?, at path: @autoclosure () -> Path
  ) -> Bool {
    if sent.isNull, value.isNullable { return true }
    // A secret is never shown.
    var shown: JSON? { value.isSecret ? .none : sent }
    guard value.kind.admits(sent) else {
      let check = value.checks.first { $0.failsOnType(of: sent) }
      return !report(check.map { .failedCheck($0) } ?? .type(value), at: path(), found: shown)
    }
    for check in value.checks where !check.assertion.accepts(sent) {
      report(.failedCheck(check), at: path(), found: shown)
    }
    switch sent {
    case .object(let members):
      guard case .object(let object) = value.kind else { break }
      validate(members, by: object, changing: stored()?.members, at: path())
    case .array(let elements):
      guard case .array(let element) = value.kind else { break }
      for (index, sent) in elements.enumerated() {
        validate(sent, by: element, changing: .none, at: path().element(index))
      }
    case .null, .bool, .number, .string: break
    }
    return true
  }

  private mutating func validateUnknown(_ name: String, in object: Object, at path: Path) {
    guard result.warnings.count < Self.limit else { return }
    let known = (object.updatableFields + object.ignoredFields).lazy.map(\.name)
    let kind = Violation.Kind.unknown(nearest: name.nearest(among: known))
    let path = path.member(name)
    if !report(kind, at: path) { warn(path, kind) }
  }

  /// Reports a violation, unless its rule is off.
  /// - Returns: Whether the rule is on.
  @discardableResult
  private mutating func report(_ kind: Violation.Kind, at path: Path, found: JSON? = nil) -> Bool {
    let rule = kind.ruleID(namespace: namespace, path: path)
    guard switches.isOn(rule, byDefault: kind.isOnByDefault) else { return false }
    if result.violations.count < Self.limit {
      result.violations.append(
        Violation(rule: rule, path: path, kind: kind, found: found, vendorMessage: kind.vendorMessage))
    }
    return true
  }

  private mutating func warn(_ path: Path, _ kind: Violation.Kind) {
    result.warnings.append(Warning(path: path, kind: kind))
  }

  /// The limit of violations and of unknown members: a body can have hundreds of thousands.
  private static let limit = 100
}
