import JSON

/// The members of an object, one field a line, in the order of the vendor's page.
///
/// It is the one declaration of the object: requests are checked and merged by it, seeds are checked by it,
/// and rules, JSON Schema and documentation are printed from it.
package struct Object: Sendable {
  package let fields: [Field]
  /// Where the vendor describes the fields.
  package let source: Source
  package let others: Others
  private let positions: [String: Int]

  /// What happens to members that are not listed.
  package enum Others: Sendable {
    /// Ignored with a warning, or refused where the rule is switched on.
    case unknown
    /// Kept as they are.
    case passThrough
  }

  package init(_ source: Source, others: Others = .unknown, @Fields fields: () -> [Field]) {
    let fields = fields()
    self.fields = fields
    self.source = source
    self.others = others
    positions = Dictionary(
      fields.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(name: String) -> Field? { positions[name].map { fields[$0] } }

  /// The field that an update may set under this name.
  package func updatable(_ name: String) -> Field? {
    guard let field = self[name], field.isUpdatable else { return nil }
    return field
  }

  /// A list of fields and nothing else: a schema that could branch would not be a schema.
  @resultBuilder
  package enum Fields {
    package static func buildBlock(_ fields: Field...) -> [Field] { fields }
  }
}
