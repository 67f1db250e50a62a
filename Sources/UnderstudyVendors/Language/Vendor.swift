import UnderstudyJSON

/// One vendor: what it seeds, and the endpoints that update its agents. A value, read by many interpreters:
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

  /// The agents that its endpoints update, each collection once, however many surfaces it has.
  package var collections: [Collection] {
    surfaces.map(\.collection).reduce(into: []) { found, collection in
      if !found.contains(where: { $0.id == collection.id }) { found.append(collection) }
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

/// Agents as they are stored.
package struct Collection: Sendable {
  /// The collection's name in the store. Surfaces over the same agents share it.
  package let id: String
  /// The collection's member in a seed file.
  package let seedName: String
  package let identity: String
  /// An id as the store knows it, for vendors that accept one id in several spellings.
  package let canonicalID: @Sendable (String) -> String
  /// The member that an accepted update sets to now.
  package let updatedAt: String
  package let record: Object

  package init(
    id: String, seedName: String = "agents", identity: String,
    canonicalID: @escaping @Sendable (String) -> String = { $0 }, updatedAt: String, record: Object
  ) {
    self.id = id
    self.seedName = seedName
    self.identity = identity
    self.canonicalID = canonicalID
    self.updatedAt = updatedAt
    self.record = record
  }
}
