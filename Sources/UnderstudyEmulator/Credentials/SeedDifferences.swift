import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// The seeded agents that a database keeps otherwise than the seed files have them now.
package struct SeedDifferences: Sendable {
  /// The number of such agents, by the vendor's id; without vendors that have none.
  package private(set) var counts: [String: Int] = [:]

  package init() {}

  /// Compares the stored seeds with those of the files. Agents that only the files have do not count, because they are
  /// added; what clients have changed does not count either.
  package init(_ seeds: SeedSet, in store: AgentStore, _ vendors: [Vendor]) throws(StoreError) {
    // A new database has no seeds: nothing is then prepared.
    lazy var agents = seeds.agentsByKey
    try store.forEachSeed { key, record in
      if let record, let agent = agents[key], !agent.differs(from: record) { return }
      guard let vendor = vendors.owner(of: key.collection) else { return }
      counts[vendor.id, default: 0] += 1
    }
  }

  /// What to say at the start; nil if there is no difference.
  package var warning: String? {
    guard !counts.isEmpty else { return nil }
    let total = counts.values.reduce(0, +)
    let vendors = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return "the seed files have changed, but the database keeps the seeds that it was filled with: "
      + "\(total) \(total == 1 ? "agent differs" : "agents differ") (\(vendors)); "
      + "to use the files, send POST /__admin/seed/reload, or start with a new database"
  }
}

extension SeedSet {
  var agentsByKey: [AgentKey: Agent] {
    agents.reduce(into: [:]) { $0[.seed($1.id, of: $1.collection)] = $1 }
  }
}

extension [Vendor] {
  fileprivate func owner(of collection: String) -> Vendor? {
    first { $0.resources.contains { $0.id == collection } }
  }
}
