import UnderstudyJSON

/// One vendor: what it seeds, and its surfaces. A value, read by many interpreters:
/// requests, answers, seeds, rules and documentation all come from it.
package struct Vendor: Sendable {
  /// Lower case; the vendor's member in seed files, the first part of its credentials' rule ids, and the prefix
  /// that chooses it in a path.
  package let id: String
  package let title: String
  /// What a seed file can hold besides agents: keys, workspaces, members, voices.
  package let tables: [Table]
  package let surfaces: [Surface]

  package init(id: String, title: String, tables: [Table], surfaces: [Surface]) {
    self.id = id
    self.title = title
    self.tables = tables
    self.surfaces = surfaces
  }

  /// The kinds of agents that it stores, each once, however many surfaces it has.
  package var resources: [Resource] {
    surfaces.map(\.resource).reduce(into: []) { found, resource in
      if !found.contains(where: { $0.id == resource.id }) { found.append(resource) }
    }
  }
}

/// Records that only seeds write, such as keys.
package struct Table: Sendable {
  /// The table's member in a seed file.
  package let name: String
  /// The member whose value no two records share.
  package let identity: String
  package let record: Object

  package init(_ name: String, identity: String, record: Object) {
    self.name = name
    self.identity = identity
    self.record = record
  }
}
