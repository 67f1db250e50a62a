/// A sandbox as it is between two resets: what was stored in an earlier generation no longer counts.
package struct SandboxID: Sendable, Hashable {
  package let name: String
  package let generation: Int

  init(_ name: String, generation: Int) {
    self.name = name
    self.generation = generation
  }

  /// A sandbox that has been removed: nothing can be read from it or stored in it.
  package static func over(_ name: String) -> SandboxID { SandboxID(name, generation: -1) }

  /// The sandbox of requests that choose none.
  package static let defaultName = "default"
  /// The sandbox whose rows are the seeds.
  static let seeds = SandboxID("", generation: 0)
}

/// What one stored agent is found by.
package struct AgentKey: Sendable, Hashable {
  package let sandbox: SandboxID
  package let collection: String
  package let id: String

  package init(sandbox: SandboxID, collection: String, id: String) {
    self.sandbox = sandbox
    self.collection = collection
    self.id = id
  }

  /// No two sandboxes share a generation, and few collections an id: enough to tell most keys apart.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(sandbox.generation)
    hasher.combine(id)
  }
}
