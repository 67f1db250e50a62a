import UnderstudyJSON

/// The members of an object, one field a line, in the order of the vendor's page.
/// The only declaration of the object: validation, merging, seeds, rules, JSON Schema and documentation use it.
package final class Object: Sendable {
  package let fields: [Field]
  /// The source of the fields.
  package let source: Source
  package let unlistedMembers: UnlistedMembers
  /// The fields that an update can set.
  package let updatableFields: [Field]
  /// The fields whose values in updates are ignored, because they are set at creation.
  package let ignoredFields: [Field]
  /// The fields whose changes are recorded.
  package let auditedFields: [Field]
  /// The fields that every seed must set.
  let alwaysSeededFields: [Field]
  /// The values of fields that a seed does not set.
  let defaults: Members
  /// The fields that are the time of the start in a seed that does not set them.
  let startTimeFields: [Field]
  /// The fields that apply only under a condition.
  let conditionalFields: [Field]
  /// The fields that an empty text clears.
  private let clearableFields: [Field]
  private let positions: NamePositions
  private let updatablePositions: NamePositions
  private let knownPositions: NamePositions
  /// For each updatable field a filter: it is skipped if the body has none of the names, unless it has a requirement.
  let validationFilters: [UInt64]

  /// How members that are not listed are treated.
  package enum UnlistedMembers: Sendable {
    /// Ignored with a warning, or refused if the rule is on.
    case unknown
    /// Stored unchanged.
    case passThrough
  }

  package init(
    _ source: Source, unlisted unlistedMembers: UnlistedMembers = .unknown, @Fields fields: () -> [Field]
  ) {
    self.fields = fields()
    self.source = source
    self.unlistedMembers = unlistedMembers
    updatableFields = self.fields.filter(\.isUpdatable)
    ignoredFields = self.fields.filter { if case .ignoredOnUpdate = $0.updating { true } else { false } }
    auditedFields = self.fields.filter(\.isAudited)
    alwaysSeededFields = self.fields.filter { if case .required = $0.seeding { true } else { false } }
    defaults = self.fields.reduce(into: [:]) { defaults, field in
      if case .defaulting(let value) = field.seeding { defaults[field.key] = value }
    }
    startTimeFields = self.fields.filter { if case .defaultingToStart = $0.seeding { true } else { false } }
    conditionalFields = self.fields.filter { $0.applicability != nil }
    clearableFields = self.fields.filter(\.value.isClearedByEmptyText)
    positions = NamePositions(self.fields.map(\.key))
    updatablePositions = NamePositions(updatableFields.map(\.key))
    knownPositions = NamePositions((updatableFields + ignoredFields).map(\.key))
    validationFilters = updatableFields.map { $0.requirement == nil ? Lookup.bit(of: $0.key) : .max }
  }

  /// Returns the object as a request sends it that creates an agent: what updates cannot change is accepted.
  /// - Parameter changes: The fields that creation treats differently. One that this object lacks follows the one before
  ///   it in the list.
  package func atCreation(_ source: Source, @Fields changes: () -> [Field]) -> Object {
    var fields = fields.map(\.atCreation)
    var position = 0
    for change in changes().map(\.atCreation) {
      if let index = fields.firstIndex(where: { $0.name == change.name }) {
        // A field that updates cannot set is checked where the list has it.
        let target = fields[index].isUpdatable ? index : min(position, fields.count - 1)
        fields.remove(at: index)
        fields.insert(change, at: target)
        position = target + 1
      } else {
        fields.insert(change, at: position)
        position += 1
      }
    }
    return Object(source, unlisted: unlistedMembers) { fields }
  }

  /// The object without the fields that exist only while a rule is on.
  var withoutSwitchedFields: Object {
    let fields = fields.compactMap(\.withoutSwitchedFields)
    return Object(source, unlisted: unlistedMembers) { fields }
  }

  /// The rule without which some of the fields, at any depth, are unknown members.
  var switchingRule: Rule? {
    fields.lazy.compactMap { field in
      if let rule = field.switching { return rule }
      return if case .object(let object) = field.value.kind { object.switchingRule } else { nil }
    }.first
  }

  /// Returns the field with this name, for a declaration that changes it.
  package func field(_ name: String) -> Field { self[Name(name)] ?? Field(name, .freeForm) }

  package subscript(name: Name) -> Field? { positions[name].map { fields[$0] } }

  /// Returns the position among ``updatableFields`` of the field with this name.
  func updatablePosition(of name: Name) -> Int? { updatablePositions[name] }

  /// Whether an update can set a field with this name.
  func canUpdate(_ name: Name) -> Bool { updatablePositions[name] != nil }

  /// Whether the vendor's page lists a field with this name for clients.
  func isKnownToClients(_ name: Name) -> Bool { knownPositions[name] != nil }

  /// The names of the fields that the vendor's page lists for clients.
  var knownNames: some Sequence<String> { (updatableFields + ignoredFields).lazy.map(\.name) }

  /// A builder of field lists, without branches: a declaration has no conditions.
  @resultBuilder
  package enum Fields {
    package static func buildBlock(_ fields: Field...) -> [Field] { fields }
    package static func buildBlock(_ fields: [Field]) -> [Field] { fields }
  }
}

extension Object {
  /// Returns a body with null in place of each empty text that clears its field.
  /// - Parameter accepts: Whether null is accepted for a field.
  package func clearing(_ body: Members, where accepts: (Field) -> Bool) -> Members {
    guard !clearableFields.isEmpty, body.hasEmptyText else { return body }
    var cleared = body
    for field in clearableFields {
      guard case .string(let text)? = body[field.key], text.isEmpty, accepts(field) else { continue }
      cleared[field.key] = .null
    }
    return cleared
  }
}

extension Object {
  /// The names of the secret fields at any depth.
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
