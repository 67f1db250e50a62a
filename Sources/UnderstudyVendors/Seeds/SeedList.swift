/// One list in a vendor's member of a seed file: a table, or a collection of agents.
struct SeedList {
  let name: String
  let identity: String
  let canonicalID: @Sendable (String) -> String
  let record: Object
  /// The collection's name in the store; nil for tables.
  let collection: String?
}

extension Vendor {
  /// The lists of a seed file: tables first, so that a reader meets the keys before the agents.
  var seedLists: [SeedList] {
    tables.map { table in
      SeedList(
        name: table.name, identity: table.identity, canonicalID: { $0 }, record: table.record, collection: nil)
    }
      + resources.map { resource in
        SeedList(
          name: resource.seedName, identity: resource.identity, canonicalID: resource.canonicalID,
          record: resource.record, collection: resource.id)
      }
  }
}
