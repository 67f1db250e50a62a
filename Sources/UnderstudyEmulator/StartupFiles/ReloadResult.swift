import Logging
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// What reading files again has changed.
package struct ReloadResult: Sendable {
  package let agents: Int
  package let mappings: Int
  /// The number of seeded agents that are new or have changed.
  package let taken: Int
  /// The number of seeded agents that the files have no longer.
  package let removed: Int
  /// The number of agents, of all sandboxes, that stay as clients have changed or removed them.
  package let kept: Int
  package let warnings: [LocatedError]

  init(_ records: StartupRecords, _ changes: SeedChanges, kept: Int) {
    (agents, mappings) = (records.seeds.agents.count, records.mappings.count)
    (taken, removed, self.kept) = (changes.taken, changes.removed, kept)
    warnings = records.seeds.warnings
  }

  var metadata: Logger.Metadata {
    [
      "agents": "\(agents)", "mappings": "\(mappings)", "taken": "\(taken)", "removed": "\(removed)",
      "kept": "\(kept)",
    ]
  }
}

/// The differences between the stored seeds and those of files.
struct SeedChanges {
  private(set) var taken: Int
  private(set) var removed = 0

  init(to seeds: SeedSet, in store: AgentStore) throws(StoreError) {
    let agents = seeds.agentsByKey
    taken = agents.count
    try store.forEachSeed { key, record in
      guard let agent = agents[key] else { return removed += 1 }
      if let record, !agent.differs(from: record) { taken -= 1 }
    }
  }
}
