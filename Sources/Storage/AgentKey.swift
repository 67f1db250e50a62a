/// What one stored agent is found by.
package struct AgentKey: Sendable, Hashable {
  /// Whose world: see ``AgentStore``.
  package let sandbox: String
  package let collection: String
  package let id: String

  package init(sandbox: String = AgentStore.defaultSandbox, collection: String, id: String) {
    self.sandbox = sandbox
    self.collection = collection
    self.id = id
  }
}
