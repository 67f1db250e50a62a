import UnderstudyJSON

/// One member of an object: its name, its value, and how updates and seeds treat it.
/// An immutable class, so that requests can iterate over fields without copying declarations.
package final class Field: Sendable {
  package let key: Name
  package let value: Value
  /// The vendor's description of the field.
  package let summary: String
  package let requirement: Requirement?
  private let traits: Traits

  private struct Traits {
    var updating = Updating.accepted
    var requirement: Requirement?
    var applicability: Applicability?
    var isAudited = false
    var seeding = Seeding.optional
    var reference: Reference?
    var source: Source?
    var switching: Rule?
    var refusalOfChange: String?
  }

  private init(_ name: String, _ value: Value, _ summary: String, _ traits: Traits) {
    key = Name(name)
    self.value = value
    self.summary = summary
    requirement = traits.requirement
    self.traits = traits
  }

  package convenience init(_ name: String, _ value: Value, _ summary: String = "") {
    self.init(name, value, summary, Traits())
  }

  /// The effect of an update that sends the field.
  package enum Updating: Sendable {
    case accepted
    /// Set at creation: an update may send the stored value only.
    case rejectedOnUpdate(Source)
    /// Set at creation: a sent value is ignored with a warning, or refused if the rule is on.
    case ignoredOnUpdate(Source)
    /// Set by the server: an update that sends the field sends an unknown member.
    case serverOnly
    /// Checked, but not stored.
    case discarded
    /// Checked, but not stored, with a warning: what it selects is not emulated.
    case notEmulated
  }

  /// Whether a seed must set the field.
  package enum Seeding: Sendable {
    case optional, required, defaulting(to: JSON)
    /// By default, the time at which the clock starts.
    case defaultingToStart
  }

  /// A seeded table, one of whose records must have the field's value in a member.
  package struct Reference: Sendable {
    /// The vendor's table in a seed file.
    package let table: String
    /// The member of the table's records; nil for the one that identifies them.
    package let member: String?
  }

  package var name: String { key.text }
  package var updating: Updating { traits.updating }
  package var applicability: Applicability? { traits.applicability }
  /// Whether every change of the value is recorded.
  package var isAudited: Bool { traits.isAudited }
  package var seeding: Seeding { traits.seeding }
  /// The seeded records that the value names.
  package var reference: Reference? { traits.reference }
  /// The source of the field; nil if it is the object's.
  package var source: Source? { traits.source }

  /// The rule without which the field is an unknown member; nil if it is always a field.
  package var switching: Rule? { traits.switching }
  /// The vendor's exact message about a change of a field that is set at creation, if it is known.
  package var refusalOfChange: String? { traits.refusalOfChange }

  package var isUpdatable: Bool {
    switch updating {
    case .accepted, .rejectedOnUpdate, .discarded, .notEmulated: true
    case .ignoredOnUpdate, .serverOnly: false
    }
  }

  /// Whether a sent value is stored.
  var isStored: Bool {
    switch updating {
    case .accepted, .rejectedOnUpdate: true
    case .ignoredOnUpdate, .serverOnly, .discarded, .notEmulated: false
    }
  }
}

extension Field {
  /// Every update must send the field. In a nested object: every update that sends the object.
  package var required: Field { with { $0.requirement = Requirement() } }

  /// Every request must send the field.
  package func required(_ source: Source) -> Field { with { $0.requirement = Requirement(source: source) } }

  /// Every request must send the field if the rule is switched on.
  package func requiredIfSwitchedOn(_ source: Source) -> Field {
    with { $0.requirement = Requirement(source: source, isOnByDefault: false) }
  }

  /// An update that sets `sibling` to `value` must send the field.
  package func required(when sibling: String, is value: JSON, _ source: Source? = nil) -> Field {
    with { $0.requirement = Requirement(condition: Condition(sibling, is: value), source: source) }
  }

  /// An update that sets `sibling` to `value` must send the field, unless the agent has a value for it.
  package func requiredUnlessStored(when sibling: String, is value: JSON, _ source: Source? = nil) -> Field {
    with {
      $0.requirement = Requirement(
        condition: Condition(sibling, is: value), source: source, isMetByStoredValue: true)
    }
  }

  /// The field applies only if `sibling` is `value`. Otherwise a sent value is ignored with a warning.
  package func applies(when sibling: String, is value: JSON) -> Field {
    with { $0.applicability = Applicability(condition: Condition(sibling, is: value), effect: .applies) }
  }

  /// The field does not apply if `sibling` is `value`: a sent value is ignored with a warning, and null is stored.
  package func doesNotApply(when sibling: String, is value: JSON) -> Field {
    with { $0.applicability = Applicability(condition: Condition(sibling, is: value), effect: .doesNotApply) }
  }

  /// - Parameter message: The vendor's exact message, if it is known.
  package func rejectedOnUpdate(_ source: Source, message: String? = nil) -> Field {
    with {
      $0.updating = .rejectedOnUpdate(source)
      $0.refusalOfChange = message
    }
  }

  /// The field exists only while a rule is on; otherwise it is an unknown member.
  package func only(if rule: Rule) -> Field { with { $0.switching = rule } }

  package func ignoredOnUpdate(_ source: Source) -> Field { with { $0.updating = .ignoredOnUpdate(source) } }

  package var accepted: Field { with { $0.updating = .accepted } }

  package var discarded: Field { with { $0.updating = .discarded } }

  package var notEmulated: Field { with { $0.updating = .notEmulated } }

  package var serverOnly: Field { with { $0.updating = .serverOnly } }

  package var audited: Field { with { $0.isAudited = true } }

  /// Every seed must set the field.
  package var requiredInSeed: Field { with { $0.seeding = .required } }

  /// The value of the field in a seed that does not set it.
  package func seedDefault(_ value: JSON) -> Field { with { $0.seeding = .defaulting(to: value) } }

  /// The field is the time of the server's start in a seed that does not set it.
  package var defaultsToStartInSeed: Field { with { $0.seeding = .defaultingToStart } }

  /// The value names a seeded record of a table. A seed with another value gets a warning.
  /// - Parameter member: The member of the record; nil for the one that identifies it.
  package func references(_ table: String, by member: String? = nil) -> Field {
    with { $0.reference = Reference(table: table, member: member) }
  }

  /// The field of a request that creates an agent, of which nothing is stored.
  var atCreation: Field {
    with { traits in
      if case .rejectedOnUpdate = traits.updating { traits.updating = .accepted }
      traits.requirement = traits.requirement?.withoutStoredValue
    }
  }

  /// The field with other checks.
  package func with(_ value: Value) -> Field { Field(name, value, summary, traits) }

  /// The field without the members that exist only while a rule is on; nil if it is one of them.
  var withoutSwitchedFields: Field? {
    guard switching == nil else { return nil }
    guard case .object(let object) = value.kind, object.switchingRule != nil else { return self }
    return with(value.with(.object(object.withoutSwitchedFields)))
  }

  package func from(_ source: Source) -> Field { with { $0.source = source } }

  private func with(_ change: (inout Traits) -> Void) -> Field {
    var traits = traits
    change(&traits)
    return Field(name, value, summary, traits)
  }
}
