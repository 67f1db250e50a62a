import UnderstudyJSON

extension SeedSet {
  /// A seed file with these agents, and everything else as it was seeded.
  package func document(with agents: [(collection: String, record: Members)], of vendors: [Vendor]) -> JSON {
    var document = Members()
    for vendor in vendors {
      var lists = Members()
      for list in vendor.seedLists {
        let records =
          if let collection = list.collection {
            agents.filter { $0.collection == collection }.map(\.record)
          } else {
            self.records[TableID(vendor: vendor.id, table: list.name)] ?? []
          }
        lists[list.name] = .array(records.map(JSON.object))
      }
      document[vendor.id] = .object(lists)
    }
    return .object(document)
  }
}
