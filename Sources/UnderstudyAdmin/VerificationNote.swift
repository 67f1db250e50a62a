import UnderstudyEmulator
import UnderstudyStore
import UnderstudyVendors

extension Emulator {
  /// Returns a sentence if no agent has the id of a verification, or had it as far as store and journal know.
  func note(
    about agent: (collection: String?, id: String), in sandbox: Sandbox, _ generation: SandboxGeneration
  ) -> String? {
    let collections = registry.collections.filter { agent.collection == nil || $0.id == agent.collection }
    guard !collections.contains(where: { hasHad(agent.id, in: $0, of: sandbox, generation) }) else { return nil }
    let place = agent.collection.map { " of `\($0)`" } ?? ""
    return "No agent\(place) has or had the id \"\(agent.id.truncated(to: 100))\" in this sandbox."
  }

  private func hasHad(
    _ id: String, in collection: Resource, of sandbox: Sandbox, _ generation: SandboxGeneration
  ) -> Bool {
    let id = collection.canonicalID(id)
    let key = AgentKey(sandbox: sandbox.id, collection: collection.id, id: id)
    // If the store cannot answer, there may have been one.
    if (try? sandboxes.store.isUsed(key)) ?? true { return true }
    return sandboxes.journal.entries(of: generation).contains { entry in
      entry.change != nil && entry.agentID == id && entry.surface?.resource.id == collection.id
    }
  }
}

extension Registry {
  /// The collections of agents.
  var collections: [Resource] { vendors.flatMap(\.resources) }
}
