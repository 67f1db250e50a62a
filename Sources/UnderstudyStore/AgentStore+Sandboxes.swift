import GRDB
import UnderstudyJSON

extension AgentStore {
  /// Resets a sandbox to the seeds, in constant time: its rows no longer count, and what began before can store nothing
  /// any more. ``sweep(limit:auditing:)`` deletes the rows later.
  package func reset(_ name: String) throws(StoreError) -> SandboxID {
    try writing(.removal) { db, generations in try Self.startGeneration(of: name, &generations, db) }
  }

  /// Removes a sandbox and its snapshots. A later sandbox of this name starts with the seeds.
  package func remove(_ name: String) throws(StoreError) {
    try writing(.removal) { db, generations in
      _ = try Self.startGeneration(of: name, &generations, db)
      generations.remove(name)
      try db.execute(sql: "DELETE FROM snapshot WHERE sandbox = ?", arguments: [name])
    }
  }

  /// Makes an agent its seed again: a changed or removed one.
  /// - Returns: the seed; nil if the agent is not seeded, and then nothing is changed.
  package func restoreSeed(of key: AgentKey) throws(StoreError) -> Members? {
    try state.withLock { state throws(StoreError) in
      guard state.generations.isCurrent(key.sandbox) else { throw .superseded }
      guard let seed = try seed(of: key) else { return nil }
      try writing(.removal, &state) { db, _ in
        try db.execute(
          sql: "DELETE FROM agent WHERE sandbox = ? AND collection = ? AND id = ?",
          arguments: [key.sandbox.name, key.collection, key.id])
      }
      state.cache.insert(AgentStatements.StoredRow(record: seed, row: nil), at: key)
      return seed
    }
  }

  /// Returns the seed of an agent; nil if it is not seeded.
  package func seedRecord(of key: AgentKey) throws(StoreError) -> Members? {
    try state.withLock { _ throws(StoreError) in try seed(of: key) }
  }

  /// The number of agents of each sandbox that differ from the seeds: changed, created or removed.
  package var changedAgents: [SandboxID: Int] {
    get throws(StoreError) {
      try reading { db, _ in
        let rows = try Row.fetchCursor(
          db,
          sql: """
            SELECT sandbox, generation, count(*) AS agents FROM agent WHERE sandbox <> ''
            GROUP BY sandbox, generation
            """)
        var counts: [SandboxID: Int] = [:]
        while let row = try rows.next() {
          let sandbox = SandboxID(try row.text("sandbox"), generation: try row.integer("generation"))
          counts[sandbox] = try row.integer("agents")
        }
        return counts
      }
    }
  }

  /// Starts the next generation of a sandbox, and stores its number.
  static func startGeneration(of name: String, _ generations: inout Generations, _ db: Database) throws -> SandboxID
  {
    let sandbox = generations.start(name)
    try db.execute(
      sql: "INSERT OR REPLACE INTO sandbox (name, generation) VALUES (?, ?)",
      arguments: [name, sandbox.generation])
    return sandbox
  }

  /// The number of audit records that are kept, over all sandboxes.
  package static let auditLimit = 100_000

  /// Deletes rows that no longer count, and the oldest audit records beyond a number.
  /// - Parameters:
  ///   - limit: the most rows to delete of each table.
  ///   - kept: the number of audit records to keep.
  /// - Returns: Whether there may be more to delete.
  package func sweep(limit: Int = 200, auditing kept: Int = auditLimit) throws(StoreError) -> Bool {
    try sweeping { db in
      try db.execute(
        sql: """
          DELETE FROM agent WHERE row IN (
            SELECT row FROM sandbox JOIN agent ON agent.sandbox = sandbox.name
            WHERE agent.generation < sandbox.generation LIMIT ?)
          """, arguments: [limit])
      let agents = db.changesCount
      try db.execute(
        sql: """
          DELETE FROM audit WHERE sequence IN (
            SELECT sequence FROM sandbox JOIN audit ON audit.sandbox = sandbox.name
            WHERE audit.generation < sandbox.generation
            UNION ALL SELECT sequence FROM audit WHERE sequence <= (SELECT max(sequence) FROM audit) - ?
            LIMIT ?)
          """, arguments: [kept, limit])
      guard max(agents, db.changesCount) < limit else { return true }
      // With no earlier row left, a generation need not be stored: the next number is higher than any row's.
      try db.execute(sql: "DELETE FROM sandbox")
      return false
    }
  }
}
