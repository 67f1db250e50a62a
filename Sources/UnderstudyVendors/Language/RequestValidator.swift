import UnderstudyJSON

/// The result of validating a request's body.
package struct ValidationResult: Sendable {
  /// The members of the body that the object lists and an update can set.
  package var updatable = Members()
  package var violations: [Violation] = []
  package var warnings: [Warning] = []
  /// The ids of the assumed rules without which the request would have another effect.
  package var assumptions: [String] = []
  /// The ids of the assumed rules by which the body changes only a part of an object.
  package var merges: [String] = []
  /// The objects of the record that the body replaces, because the rule about merging is off.
  package var replaced: [Name] = []
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
  /// - Parameters:
  ///   - stored: The record that the body changes; nil if it is new.
  ///   - show: Returns the members of a record as a response shows them. A client that sends them back unchanged means
  ///     nothing by it.
  package mutating func validate(
    _ body: Members, by object: Object, changing stored: Members?, showing show: (Members) -> Members = { $0 }
  ) {
    isCreating = stored == nil
    validateFields(body, by: object, changing: stored, at: .root)
    // Most bodies have only members that an update can set.
    guard !body.allNames(satisfy: object.canUpdate) else { return result.updatable = body }
    result.updatable = object.updatableMembers(of: body)
    var shown: Members?
    validateOthers(body, by: object, at: .root) { name, value in
      guard let stored else { return .isAbsent }
      if let own = stored[name], own.isSame(as: value) { return .isSame }
      let members = shown ?? show(stored)
      shown = members
      guard let own = members[name] else { return stored[name] == nil ? .isAbsent : .differs }
      return own.isSame(as: value) ? .isSame : .differs
    }
  }

  private mutating func validateFields(
    _ body: Members, by object: Object, changing stored: Members?, at path: Path
  ) {
    let sent = Lookup(body)
    let filter = body.isEmpty ? .max : sent.filter
    // A span gives access without retaining and releasing each field.
    let (updatable, filters) = (object.updatableFields, object.validationFilters)
    let fields = updatable.span
    for index in fields.indices where filters[index] & filter != 0 {
      if let value = sent[fields[index].key] {
        validate(value, of: fields[index], in: body, changing: stored, at: path)
      } else if fields[index].requirement != nil {
        checkRequired(fields[index], in: body, changing: stored, at: path)
      }
    }
  }

  /// How a member of a body compares with the one that the server sends.
  private enum Echo {
    /// The server sends no such member.
    case isAbsent
    case isSame, differs
  }

  /// Validates the members that the request cannot set.
  private mutating func validateOthers(
    _ body: Members, by object: Object, at path: Path, comparing echo: (Name, JSON) -> Echo
  ) {
    for field in object.ignoredFields {
      guard let value = body[field.key], echo(field.key, value) != .isSame else { continue }
      let path = path.member(field.name)
      if !report(.ignoredOnUpdate, at: path, found: value) { warn(path, .ignoredOnUpdate) }
    }
    guard object.unlistedMembers == .unknown else { return warnAboutNearMisses(body, by: object, at: path) }
    for member in body where !object.isKnownToClients(member.key) {
      switch echo(member.key, member.value) {
      case .isSame: break
      case .differs: reportOrWarn(.setByServer, at: path.member(member.name))
      case .isAbsent: validateUnknown(member, in: object, at: path)
      }
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
      report(.rejectedOnUpdate(message: field.refusalOfChange), at: path.member(field.name), found: sent)
    }
    if case .notEmulated = field.updating { warn(path.member(field.name), .notEmulated) }
    if sent.isNull { checkRequiredNotNull(field, in: body, changing: owner, at: path) }
  }

  /// Checks a null of a required field. An update may clear a value that it could also leave as it is stored.
  private mutating func checkRequiredNotNull(
    _ field: Field, in body: Members, changing owner: Members?, at path: Path
  ) {
    if !isCreating, field.value.isNullable, field.requirement?.isMetByStoredValue ?? true { return }
    checkRequired(field, in: body, changing: owner, at: path)
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
    if sent.isNull, value.isNullable { return acceptsNull(value, stored(), at: path()) }
    // A secret is never shown.
    var shown: JSON? { value.isSecret ? .none : sent }
    guard value.kind.admits(sent) else {
      let check = value.checks.first { $0.failsOnType(of: sent) }
      return !report(check.map { .failedCheck($0) } ?? .type(value), at: path(), found: shown)
    }
    for check in value.checks where !check.assertion.accepts(sent) {
      if !report(.failedCheck(check), at: path(), found: shown), let doubt = check.doubt {
        warn(path(), .doubtful(check, because: doubt))
      }
    }
    switch sent {
    case .object(let members):
      guard case .object(let object) = value.kind else { break }
      validate(members, by: object, merging: stored()?.members, at: path())
    case .array(let elements):
      guard case .array(let element) = value.kind else { break }
      for (index, sent) in elements.enumerated() {
        validate(sent, by: element, changing: .none, at: path().element(index))
      }
    case .null, .bool, .number, .string: break
    }
    return true
  }

  /// Validates an object inside the record.
  private mutating func validate(_ members: Members, by object: Object, merging stored: Members?, at path: Path) {
    validateFields(members, by: object, changing: stored, at: path)
    if !members.allNames(satisfy: object.canUpdate) {
      validateOthers(members, by: object, at: path) { name, value in stored?[name] == value ? .isSame : .isAbsent }
    }
    guard let stored, path.steps.count == 1, stored.contains(where: { members[$0.key] == nil }) else { return }
    let rule = object.mergeRule(namespace, at: path)
    if switches.isOn(rule) {
      result.merges.append(rule)
    } else if case .member(let name)? = path.steps.first {
      result.replaced.append(Name(name))
    }
  }

  /// Accepts null, unless the rule by which it clears the value is off.
  /// - Returns: Whether null is accepted.
  private mutating func acceptsNull(_ value: Value, _ stored: JSON?, at path: Path) -> Bool {
    guard let source = value.nullSource else { return true }
    let rule = value.nullRule(namespace, at: path)
    guard switches.isOn(rule) else { return !report(.type(value.withoutNull), at: path, found: .null) }
    if source.isAssumption, let stored, !stored.isNull { result.assumptions.append(rule) }
    return true
  }

  private mutating func validateUnknown(_ member: Members.Member, in object: Object, at path: Path) {
    guard result.warnings.count < Self.limit else { return }
    let kind: Violation.Kind =
      if !isCreating, let field = object[member.key], case .serverOnly = field.updating {
        .setByServer
      } else {
        .unknown(nearest: member.name.nearest(among: object.knownNames))
      }
    reportOrWarn(kind, at: path.member(member.name))
  }

  private mutating func reportOrWarn(_ kind: Violation.Kind, at path: Path) {
    if !report(kind, at: path) { warn(path, kind) }
  }

  /// Warns about members that pass through and look like misspelled fields.
  private mutating func warnAboutNearMisses(_ body: Members, by object: Object, at path: Path) {
    for member in body.prefix(Self.limit) where object[member.key] == nil {
      guard let nearest = member.name.nearest(among: object.knownNames) else { continue }
      warn(path.member(member.name), .nearMiss(of: nearest))
    }
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

extension JSON {
  /// Whether both are the same value. UUIDs may be in either case (RFC 9562, 4).
  fileprivate func isSame(as other: JSON) -> Bool {
    if self == other { return true }
    guard let text = string, let sent = other.string, Format.uuid.accepts(text), Format.uuid.accepts(sent) else {
      return false
    }
    return text.lowercased() == sent.lowercased()
  }
}
