import GRDB
import UnderstudyJSON

extension AgentStore {
  /// Keeps every agent of a sandbox as it is, under a name; an earlier snapshot of that name is replaced.
  package func saveSnapshot(_ name: String, of sandbox: SandboxID) throws(StoreError) {
    try writing(.all) { db, generations in
      guard generations.isCurrent(sandbox) else { throw StoreError.superseded }
      try db.execute(sql: "DELETE FROM snapshot WHERE sandbox = ? AND name = ?", arguments: [sandbox.name, name])
      let insert = try db.cachedStatement(
        sql: "INSERT INTO snapshot (sandbox, name, collection, id, record) VALUES (?, ?, ?, ?, ?)")
      for agent in try Self.agents(in: sandbox, collection: nil, db) {
        let text = String(decoding: agent.record.bytes, as: UTF8.self)
        try insert.execute(arguments: [sandbox.name, name, agent.collection, agent.id, text])
      }
    }
  }

  /// Makes a sandbox's agents what they were; like a reset, it lets nothing be stored that began before.
  /// - Returns: the sandbox as it now is; nil where there is no such snapshot.
  package func restoreSnapshot(_ name: String, of sandbox: SandboxID) throws(StoreError) -> SandboxID? {
    try writing(.all) { db, generations in
      let isThere = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE sandbox = ? AND name = ?)",
        arguments: [sandbox.name, name])
      guard isThere == true else { return nil }
      let restored = try Self.begin(sandbox.name, &generations, db)
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO agent (sandbox, collection, id, generation, record)
          SELECT sandbox, collection, id, ?, record FROM snapshot WHERE sandbox = ? AND name = ?
          """, arguments: [restored.generation, sandbox.name, name])
      // Seeds that had been deleted when the snapshot was made stay deleted.
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

  /// - Returns: whether there was one.
  package func removeSnapshot(_ name: String, of sandbox: SandboxID) throws(StoreError) -> Bool {
    try writing { db, _ in
      try db.execute(sql: "DELETE FROM snapshot WHERE sandbox = ? AND name = ?", arguments: [sandbox.name, name])
      return db.changesCount > 0
    }
  }

  /// The snapshots of a sandbox by name, each with the number of its agents.
  package func snapshots(of sandbox: SandboxID) throws(StoreError) -> [(name: String, agents: Int)] {
    try reading { db in
      try Row.fetchAll(
        db, sql: "SELECT name, count(*) AS agents FROM snapshot WHERE sandbox = ? GROUP BY name ORDER BY name",
        arguments: [sandbox.name]
      ).map { ($0["name"], $0["agents"]) }
    }
  }
}
