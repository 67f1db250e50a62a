import UnderstudyJSON

/// One member of an object: its name, its value, and how an update may treat it.
///
/// An immutable class, so that requests can walk over fields without copying declarations.
package final class Field: Sendable {
  package let key: Name
  package let value: Value
  /// What the vendor says it is, for people.
  package let summary: String
  private let traits: Traits

  private struct Traits {
    var updating = Updating.accepted
    var requirement: Requirement?
    var applicability: Applicability?
    var isAudited = false
    var seeding = Seeding.optional
    var source: Source?
  }

  private init(_ name: String, _ value: Value, _ summary: String, _ traits: Traits) {
    key = Name(name)
    self.value = value
    self.summary = summary
    self.traits = traits
  }

  package convenience init(_ name: String, _ value: Value, _ summary: String = "") {
    self.init(name, value, summary, Traits())
  }

  /// What an update that sends the field does.
  package enum Updating: Sendable {
    case accepted
    /// Set at creation: the stored value is accepted, another is refused.
    case rejectedOnUpdate(Source)
    /// Set at creation: a sent value is ignored with a warning, or refused where the rule is switched on.
    case ignoredOnUpdate(Source)
    /// The server's own: an update that sends it sends an unknown member.
    case serverOnly
  }

  /// What a seed file must say of the field.
  package enum Seeding: Sendable {
    case optional
    case required
    case defaulting(to: JSON)
  }

  package var name: String { key.text }
  package var updating: Updating { traits.updating }
  package var requirement: Requirement? { traits.requirement }
  package var applicability: Applicability? { traits.applicability }
  /// Every change of the value is recorded.
  package var isAudited: Bool { traits.isAudited }
  package var seeding: Seeding { traits.seeding }
  /// Where the vendor describes the field, if not where the object is described.
  package var source: Source? { traits.source }

  package var isUpdatable: Bool {
    switch updating {
    case .accepted, .rejectedOnUpdate: true
    case .ignoredOnUpdate, .serverOnly: false
    }
  }
}

extension Field {
  /// Every update must send it; in a nested object, every update that sends the object.
  package var required: Field { with { $0.requirement = Requirement(condition: nil, source: nil) } }

  /// An update that sets `sibling` to `value` must send it too.
  package func required(when sibling: String, is value: JSON, _ source: Source? = nil) -> Field {
    let condition = Condition(sibling: sibling, value: value)
    return with { $0.requirement = Requirement(condition: condition, source: source) }
  }

  /// The same, unless the agent has it already.
  package func requiredUnlessStored(when sibling: String, is value: JSON, _ source: Source? = nil) -> Field {
    let condition = Condition(sibling: sibling, value: value)
    return with {
      $0.requirement = Requirement(condition: condition, source: source, isMetByStoredValue: true)
    }
  }

  /// Means something only while `sibling` is `value`; otherwise a sent value is ignored with a warning.
  package func applies(when sibling: String, is value: JSON) -> Field {
    let condition = Condition(sibling: sibling, value: value)
    return with { $0.applicability = Applicability(condition: condition, effect: .onlyThen) }
  }

  /// Means nothing while `sibling` is `value`: a sent value is ignored with a warning, and null is stored.
  package func doesNotApply(when sibling: String, is value: JSON) -> Field {
    let condition = Condition(sibling: sibling, value: value)
    return with { $0.applicability = Applicability(condition: condition, effect: .notThen) }
  }

  package func rejectedOnUpdate(_ source: Source) -> Field { with { $0.updating = .rejectedOnUpdate(source) } }

  package func ignoredOnUpdate(_ source: Source) -> Field { with { $0.updating = .ignoredOnUpdate(source) } }

  package var serverOnly: Field { with { $0.updating = .serverOnly } }

  package var audited: Field { with { $0.isAudited = true } }

  /// A seed without it is a mistake.
  package var requiredInSeed: Field { with { $0.seeding = .required } }

  /// What a seed that leaves it out means.
  package func seedDefault(_ value: JSON) -> Field { with { $0.seeding = .defaulting(to: value) } }

  package func from(_ source: Source) -> Field { with { $0.source = source } }

  private func with(_ change: (inout Traits) -> Void) -> Field {
    var traits = traits
    change(&traits)
    return Field(name, value, summary, traits)
  }
}
