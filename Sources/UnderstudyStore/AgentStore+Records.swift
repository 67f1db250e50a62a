import GRDB
import UnderstudyJSON

/// One agent as it is stored.
package struct StoredAgent: Sendable {
  package let collection: String
  package let id: String
  package let record: Members

  package init(collection: String, id: String, record: Members) {
    self.collection = collection
    self.id = id
    self.record = record
  }
}

extension AgentStore {
  /// ``fill(_:)`` in the database.
  func insert(_ agents: [StoredAgent]) throws(StoreError) {
    try writing(.all) { db, _ in try Self.insert(agents, into: .seeds, "INSERT OR IGNORE", db) }
  }

  /// Makes these the seeds, instead of those that are.
  package func replaceSeeds(_ agents: [StoredAgent]) throws(StoreError) {
    try writing(.all) { db, _ in
      try db.execute(sql: "DELETE FROM agent WHERE sandbox = ''")
      try Self.insert(agents, into: .seeds, "INSERT", db)
    }
  }

  /// Every agent of a sandbox, by collection and id.
  /// - Parameter collection: nil for all.
  package func agents(in sandbox: SandboxID, collection: String? = nil) throws(StoreError) -> [StoredAgent] {
    try reading { try Self.agents(in: sandbox, collection: collection, $0) }
  }

  /// Stores a record as it is, or removes the agent where that is nil, also if it is a seed.
  package func put(_ record: Members?, at key: AgentKey) throws(StoreError) {
    try writing(.agent(key)) { db, generations in
      guard generations.isCurrent(key.sandbox) else { throw StoreError.superseded }
      // The seed of the same key is hidden by a row that says null.
      let text = String(decoding: (record.map(JSON.object) ?? .null).bytes, as: UTF8.self)
      try db.execute(
        sql: Transaction.writing,
        arguments: [key.sandbox.name, key.collection, key.id, key.sandbox.generation, text])
    }
  }

  static func agents(in sandbox: SandboxID, collection: String?, _ db: Database) throws -> [StoredAgent] {
    let rows = try Row.fetchAll(
      db,
      sql: "\(selection) ORDER BY collection, id", arguments: [sandbox.name, sandbox.generation, collection])
    return try rows.compactMap { row in
      let text: String = row["record"]
      guard let record = try JSON(reading: Array(text.utf8)).members else { return nil }
      return StoredAgent(collection: row["collection"], id: row["id"], record: record)
    }
  }

  /// The rows of a sandbox, and the seeds that they do not hide; what was removed is a row that says null.
  private static let selection = """
    SELECT collection, id, record FROM agent
    WHERE sandbox = ?1 AND generation = ?2 AND (?3 IS NULL OR collection = ?3)
    UNION ALL
    SELECT collection, id, record FROM agent AS seed
    WHERE sandbox = '' AND (?3 IS NULL OR collection = ?3) AND NOT EXISTS (
      SELECT 1 FROM agent WHERE sandbox = ?1 AND generation = ?2 AND collection = seed.collection AND id = seed.id)
    """

  static func insert(
    _ agents: [StoredAgent], into sandbox: SandboxID, _ verb: String, _ db: Database
  ) throws {
    let insert = try db.cachedStatement(
      sql: "\(verb) INTO agent (sandbox, collection, id, generation, record) VALUES (?, ?, ?, ?, ?)")
    for agent in agents {
      let text = String(decoding: agent.record.bytes, as: UTF8.self)
      try insert.execute(arguments: [sandbox.name, agent.collection, agent.id, sandbox.generation, text])
    }
  }
}
