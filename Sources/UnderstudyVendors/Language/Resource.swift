/// One kind of stored agent.
package struct Resource: Sendable {
  /// The name of the collection in the store. Surfaces over the same agents share it.
  package let id: String
  /// The collection's member in a seed file.
  package let seedName: String
  /// The member that holds the agent's id.
  package let identity: String
  /// Returns the stored form of an id, for vendors that accept several spellings of one id.
  package let canonicalID: @Sendable (String) -> String
  /// The member that an accepted update sets to the current time.
  package let updatedAt: String
  package let record: Object

  package init(
    id: String, seedName: String = "agents", identity: String,
    canonicalID: @escaping @Sendable (String) -> String = { $0 }, updatedAt: String, record: Object
  ) {
    self.id = id
    self.seedName = seedName
    self.identity = identity
    self.canonicalID = canonicalID
    self.updatedAt = updatedAt
    self.record = record
  }
}
