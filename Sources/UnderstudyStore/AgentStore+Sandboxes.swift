import GRDB

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
