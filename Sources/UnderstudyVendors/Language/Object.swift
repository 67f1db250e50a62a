import UnderstudyJSON

/// The members of an object, one field a line, in the order of the vendor's page.
///
/// It is the one declaration of the object: requests are checked and merged by it, seeds are checked by it,
/// and rules, JSON Schema and documentation are printed from it.
package final class Object: Sendable {
  package let fields: [Field]
  /// Where the vendor describes the fields.
  package let source: Source
  package let others: Others
  /// The fields that an update may set.
  package let updatableFields: [Field]
  /// The fields that are set at creation.
  package let ignoredFields: [Field]
  /// The fields whose changes are recorded.
  package let auditedFields: [Field]
  /// The fields that no seed may leave out.
  let alwaysSeededFields: [Field]
  /// What a record has where nobody says otherwise.
  let defaults: Members
  /// The fields that mean something only sometimes.
  let conditionalFields: [Field]
  private let positions: NamePositions
  private let updatablePositions: NamePositions
  private let knownPositions: NamePositions
  /// For each updatable field which names a body must hold for the field to matter: its own, or any where it may be
  /// demanded.
  let reviewFilters: [UInt64]

  /// What happens to members that are not listed.
  package enum Others: Sendable {
    /// Ignored with a warning, or refused where the rule is switched on.
    case unknown
    /// Kept as they are.
    case passThrough
  }

  package init(_ source: Source, others: Others = .unknown, @Fields fields: () -> [Field]) {
    self.fields = fields()
    self.source = source
    self.others = others
    updatableFields = self.fields.filter(\.isUpdatable)
    ignoredFields = self.fields.filter { if case .ignoredOnUpdate = $0.updating { true } else { false } }
    auditedFields = self.fields.filter(\.isAudited)
    alwaysSeededFields = self.fields.filter { if case .required = $0.seeding { true } else { false } }
    var defaults = Members()
    for field in self.fields {
      if case .defaulting(let value) = field.seeding { defaults[field.key] = value }
    }
    self.defaults = defaults
    conditionalFields = self.fields.filter { $0.applicability != nil }
    positions = NamePositions(self.fields.map(\.key))
    updatablePositions = NamePositions(updatableFields.map(\.key))
    knownPositions = NamePositions((updatableFields + ignoredFields).map(\.key))
    reviewFilters = updatableFields.map { $0.requirement == nil ? Lookup.bit(of: $0.key) : .max }
  }

  package subscript(name: Name) -> Field? { positions[name].map { fields[$0] } }

  /// The field that an update may set under this name.
  package func updatable(_ name: Name) -> Field? {
    updatablePositions[name].map { updatableFields[$0] }
  }

  /// Whether an update may set a field of this name.
  func canUpdate(_ name: Name) -> Bool { updatablePositions[name] != nil }

  /// Whether a client that sends this name sends a field of the vendor's page.
  func isKnownToClients(_ name: Name) -> Bool { knownPositions[name] != nil }

  /// A list of fields and nothing else: a schema that could branch would not be a schema.
  @resultBuilder
  package enum Fields {
    package static func buildBlock(_ fields: Field...) -> [Field] { fields }
  }
}

extension Object {
  /// The names of the fields, at any depth, whose values are secrets.
  package var secretNames: [String] { fields.flatMap { $0.value.isSecret ? [$0.name] : $0.value.secretNames } }
}

extension Value {
  fileprivate var secretNames: [String] {
    switch kind {
    case .object(let object): object.secretNames
    case .array(let element): element.secretNames
    case .string, .number, .integer, .boolean, .freeForm: []
    }
  }
}
