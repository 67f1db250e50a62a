import GRDB
import UnderstudyJSON

extension AgentStore {
  /// Saves the agents of a sandbox under a name. An earlier snapshot of that name is replaced. A row without a collection
  /// stands for the snapshot itself, which may be without agents.
  ///
  /// One SQL statement, so that all agents are as they were at the same moment. The store is locked for 2 ms per 1,000 agents.
  package func saveSnapshot(_ name: String, of sandbox: SandboxID) throws(StoreError) {
    try writing { db, generations in
      guard generations.isCurrent(sandbox) else { throw StoreError.superseded }
      try db.execute(sql: "DELETE FROM snapshot WHERE sandbox = ? AND name = ?", arguments: [sandbox.name, name])
      try db.execute(
        sql: """
          INSERT INTO snapshot (sandbox, name, collection, id, record)
          SELECT ?1, ?3, '', '', 'null'
          UNION ALL
          SELECT ?1, ?3, collection, id, record FROM agent
          WHERE sandbox = ?1 AND generation = ?2 AND record <> 'null'
          UNION ALL
          SELECT ?1, ?3, collection, id, record FROM agent AS seed WHERE sandbox = '' AND \(Self.isVisible)
          """, arguments: [sandbox.name, sandbox.generation, name])
    }
  }

  /// Makes the agents of a sandbox those of a snapshot. As after a reset, what began before can store nothing any more.
  /// - Returns: the sandbox's new generation; nil if there is no such snapshot.
  package func restoreSnapshot(_ name: String, of sandbox: SandboxID) throws(StoreError) -> SandboxID? {
    try writing { db, generations in
      let isThere = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE sandbox = ? AND name = ?)",
        arguments: [sandbox.name, name])
      guard isThere == true else { return nil }
      let restored = try Self.startGeneration(of: sandbox.name, &generations, db)
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO agent (sandbox, collection, id, generation, record)
          SELECT sandbox, collection, id, ?, record FROM snapshot AS saved
          WHERE sandbox = ? AND name = ? AND collection > '' AND NOT EXISTS (
            SELECT 1 FROM agent
            WHERE sandbox = '' AND collection = saved.collection AND id = saved.id AND record = saved.record)
          """, arguments: [restored.generation, sandbox.name, name])
      // Seeds that are not in the snapshot had been removed.
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO agent (sandbox, collection, id, generation, record)
          SELECT ?1, collection, id, ?2, 'null' FROM agent AS seed WHERE sandbox = '' AND NOT EXISTS (
            SELECT 1 FROM snapshot
            WHERE sandbox = ?1 AND name = ?3 AND collection = seed.collection AND id = seed.id)
          """, arguments: [sandbox.name, restored.generation, name])
      return restored
    }
  }

  /// Removes a snapshot.
  /// - Returns: Whether there was one.
  package func removeSnapshot(_ name: String, of sandbox: SandboxID) throws(StoreError) -> Bool {
    try writing(.removal) { db, _ in
      try db.execute(sql: "DELETE FROM snapshot WHERE sandbox = ? AND name = ?", arguments: [sandbox.name, name])
      return db.changesCount > 0
    }
  }

  /// Returns the snapshots of a sandbox by name, each with the number of its agents.
  package func snapshots(of sandbox: SandboxID) throws(StoreError) -> [(name: String, agents: Int)] {
    try reading { db, _ in
      try Row.fetchAll(
        db,
        sql: """
          SELECT name, sum(collection > '') AS agents FROM snapshot WHERE sandbox = ? GROUP BY name ORDER BY name
          """, arguments: [sandbox.name]
      ).map { (try $0.text("name"), try $0.integer("agents")) }
    }
  }
}
