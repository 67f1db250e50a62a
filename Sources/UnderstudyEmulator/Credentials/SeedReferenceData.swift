import UnderstudyVendors

/// What the seeds say besides agents: who may send what, and what vendors know of themselves.
package final class SeedReferenceData: Sendable {
  /// Without the agents, which are the store's.
  package let seeds: SeedSet
  let accounts: Accounts
  /// By the vendor's id.
  let directories: [String: Directory]

  init(_ seeds: SeedSet, _ registry: Registry) {
    self.seeds = seeds.withoutAgents
    accounts = Accounts(seeds, surfaces: registry.surfaces)
    directories = seeds.directories(of: registry.vendors)
  }
}
