/// One generation of a sandbox: rows of earlier ones no longer count.
package struct SandboxID: Sendable, Hashable {
  package let name: String
  package let generation: Int

  init(_ name: String, generation: Int) {
    self.name = name
    self.generation = generation
  }

  /// Returns a sandbox that has been removed: nothing can be read from it or stored in it.
  package static func removed(_ name: String) -> SandboxID { SandboxID(name, generation: -1) }

  /// The sandbox of requests that name none.
  package static let defaultName = "default"
  /// The sandbox whose rows are the seeds.
  static let seeds = SandboxID("", generation: 0)
}

/// The key of one stored agent.
package struct AgentKey: Sendable, Hashable {
  package let sandbox: SandboxID
  package let collection: String
  package let id: String

  package init(sandbox: SandboxID, collection: String, id: String) {
    self.sandbox = sandbox
    self.collection = collection
    self.id = id
  }

  package static func seed(_ id: String, of collection: String) -> AgentKey {
    AgentKey(sandbox: .seeds, collection: collection, id: id)
  }

  /// Hashes only what tells most keys apart: no two sandboxes share a generation, and few collections an id.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(sandbox.generation)
    hasher.combine(id)
  }
}
