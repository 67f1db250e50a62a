import UnderstudyJSON

/// One vendor: its seeds and its surfaces. Requests, responses, seeds, rules and documentation all use this
/// declaration.
package struct Vendor: Sendable {
  /// The vendor's id in lower case: its member in seed files, the first part of its credentials' rule ids, and the
  /// prefix that selects it in a path.
  package let id: String
  package let title: String
  /// The tables of a seed file besides agents: keys, workspaces, members, voices.
  package let tables: [ReferenceTable]
  package let surfaces: [Surface]

  package init(id: String, title: String, tables: [ReferenceTable], surfaces: [Surface]) {
    self.id = id
    self.title = title
    self.tables = tables
    self.surfaces = surfaces
  }

  /// The kinds of stored agents, each once.
  package var resources: [Resource] {
    surfaces.map(\.resource).reduce(into: []) { found, resource in
      if !found.contains(where: { $0.id == resource.id }) { found.append(resource) }
    }
  }
}
