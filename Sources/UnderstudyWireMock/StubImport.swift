import UnderstudyJSON

/// WireMock's import of several mappings: the body of `POST /__admin/mappings/import`.
package struct StubImport: Sendable {
  package let mappings: [StubMapping]
  package let duplicatePolicy: DuplicatePolicy
  package let othersPolicy: OthersPolicy

  /// What happens to a mapping whose id an existing one has.
  package enum DuplicatePolicy: String, Sendable, CaseIterable {
    /// It replaces the existing one.
    case overwrite = "OVERWRITE"
    /// The existing one stays.
    case ignore = "IGNORE"
  }

  /// What happens to existing mappings whose ids are not in the import.
  package enum OthersPolicy: Sendable { case kept, removed }

  /// - Throws: all errors, also those of the mappings.
  package init(reading json: JSON) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "an import of mappings", as: StubImport.init)
  }

  private init(_ fields: DocumentReader) {
    // `GET /mappings` answers with it.
    _ = fields.given("meta")
    if !fields.has("mappings") { fields.addError("`mappings` is missing: an array of mappings") }
    mappings = fields.elements("mappings", "a mapping") { StubMapping($0.json, $0, nil) }
    let options = fields.object("importOptions", "the options of an import") { options in
      (
        options.choice("duplicatePolicy") ?? DuplicatePolicy.overwrite,
        options.flag("deleteAllNotInImport") ? OthersPolicy.removed : .kept
      )
    }
    (duplicatePolicy, othersPolicy) = options ?? (.overwrite, .kept)
  }
}
