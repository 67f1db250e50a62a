import UnderstudyStore
import UnderstudyVendors

extension SeedSet {
  package var storedAgents: [StoredAgent] {
    agents.map { StoredAgent(collection: $0.collection, id: $0.id, record: $0.record) }
  }

  /// Each vendor's seeded records other than agents, by the vendor's id.
  package func directories(of vendors: [Vendor]) -> [String: Directory] {
    Dictionary(
      uniqueKeysWithValues: vendors.map { vendor in
        var directory = Directory()
        for table in vendor.tables {
          for record in records[TableID(vendor: vendor.id, table: table.name)] ?? [] {
            directory.add(record, to: table)
          }
        }
        return (vendor.id, directory)
      })
  }
}
