import UnderstudyStore
import UnderstudyVendors

/// The seeded records other than agents: accounts, and the vendors' reference records.
package final class SeedReferenceData: Sendable {
  /// The seeds without their agents, which the store holds.
  package let seeds: SeedSet
  /// The agents that the store has otherwise than the seeds.
  package let differences: SeedDifferences
  let accounts: Accounts
  /// The reference records, by the vendor's id.
  let referenceRecords: [String: ReferenceRecords]

  init(_ seeds: SeedSet, _ registry: Registry, _ differences: SeedDifferences = SeedDifferences()) {
    self.seeds = seeds.withoutAgents
    self.differences = differences
    accounts = Accounts(seeds, surfaces: registry.surfaces)
    referenceRecords = seeds.referenceRecords(of: registry.vendors)
  }
}

extension SeedSet {
  package var storedAgents: [StoredAgent] {
    agents.map { StoredAgent(collection: $0.collection, id: $0.id, record: $0.record) }
  }

  /// Returns each vendor's reference records, by the vendor's id.
  package func referenceRecords(of vendors: [Vendor]) -> [String: ReferenceRecords] {
    Dictionary(
      uniqueKeysWithValues: vendors.map { vendor in
        var referenceRecords = ReferenceRecords()
        for table in vendor.tables {
          for record in records[TableID(vendor: vendor.id, table: table.name)] ?? [] {
            referenceRecords.add(record, to: table)
          }
        }
        return (vendor.id, referenceRecords)
      })
  }
}
