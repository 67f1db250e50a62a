import JSON

/// One member of an object: its name, its value, and how an update may treat it.
///
/// An immutable class, so that requests can walk over fields without copying declarations.
package final class Field: Sendable {
  package let name: String
  package let value: Value
  /// What the vendor says it is, for people.
  package let summary: String
  package let updating: Updating
  package let requirement: Requirement?
  package let seeding: Seeding
  /// Where the vendor describes the field, if not where the object is described.
  package let source: Source?

  private init(
    _ name: String, _ value: Value, _ summary: String, _ updating: Updating, _ requirement: Requirement?,
    _ seeding: Seeding, _ source: Source?
  ) {
    self.name = name
    self.value = value
    self.summary = summary
    self.updating = updating
    self.requirement = requirement
    self.seeding = seeding
    self.source = source
  }

  package convenience init(_ name: String, _ value: Value, _ summary: String = "") {
    self.init(name, value, summary, .accepted, nil, .optional, nil)
  }

  /// What an update that sends the field does.
  package enum Updating: Sendable {
    case accepted
    /// Set at creation: a sent value is ignored with a warning, or refused where the rule is switched on.
    case fixed(Source)
    /// The server's own: an update that sends it sends an unknown member.
    case internalOnly
  }

  /// What a seed file must say of the field.
  package enum Seeding: Sendable {
    case optional
    case required
    case defaulting(to: JSON)
  }

  /// When an update must send the field.
  package struct Requirement: Sendable {
    /// nil: always.
    package let condition: Condition?
    /// Where the vendor says so, if not where the field is described.
    package let source: Source?
  }

  /// A sibling in the same request has this value. What is stored does not count.
  package struct Condition: Sendable {
    package let sibling: String
    package let value: JSON

    func holds(in request: Members) -> Bool { request[sibling] == value }
  }
}

extension Field {
  /// Every update must send it; in a nested object, every update that sends the object.
  package var required: Field { with(requirement: Requirement(condition: nil, source: nil)) }

  /// An update that sets `sibling` to `value` must send it too.
  package func required(when sibling: String, is value: JSON, _ source: Source? = nil) -> Field {
    with(requirement: Requirement(condition: Condition(sibling: sibling, value: value), source: source))
  }

  package func fixed(_ source: Source) -> Field { with(updating: .fixed(source)) }

  package var internalOnly: Field { with(updating: .internalOnly) }

  /// A seed without it is a mistake.
  package var inEverySeed: Field { with(seeding: .required) }

  /// What a seed that leaves it out means.
  package func seeded(_ value: JSON) -> Field { with(seeding: .defaulting(to: value)) }

  package func from(_ source: Source) -> Field { with(source: source) }

  private func with(
    updating: Updating? = nil, requirement: Requirement? = nil, seeding: Seeding? = nil, source: Source? = nil
  ) -> Field {
    Field(
      name, value, summary, updating ?? self.updating, requirement ?? self.requirement, seeding ?? self.seeding,
      source ?? self.source)
  }

  package var isUpdatable: Bool {
    if case .accepted = updating { true } else { false }
  }
}
