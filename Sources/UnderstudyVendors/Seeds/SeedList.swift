/// One list of a vendor's member in a seed file: a table, or a collection of agents.
struct SeedList {
  let name: String
  let identity: String
  let canonicalID: @Sendable (String) -> String
  let record: Object
  /// The collection's name in the store; nil for tables.
  let collection: String?
}

extension Vendor {
  /// Tables first, as a reader of the file wants to know the keys before the agents.
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
