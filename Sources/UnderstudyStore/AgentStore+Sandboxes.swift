import GRDB

extension AgentStore {
  /// Makes a sandbox as the seeds are, in one transaction and in no time however much was changed: its rows no
  /// longer count, and nothing that began before can be stored any more. ``sweep(limit:)`` removes them later.
  package func reset(_ name: String) throws(StoreError) -> SandboxID {
    try writing { db, generations in try Self.begin(name, &generations, db) }
  }

  /// Removes a sandbox and its snapshots. Its name starts as the seeds again.
  package func remove(_ name: String) throws(StoreError) {
    try writing { db, generations in
      _ = try Self.begin(name, &generations, db)
      generations.end(name)
      try db.execute(sql: "DELETE FROM snapshot WHERE sandbox = ?", arguments: [name])
    }
  }

  /// The next generation of a sandbox, which the database then knows of too.
  static func begin(_ name: String, _ generations: inout Generations, _ db: Database) throws -> SandboxID {
    let sandbox = generations.begin(name)
    try db.execute(
      sql: "INSERT OR REPLACE INTO sandbox (name, generation) VALUES (?, ?)",
      arguments: [name, sandbox.generation])
    return sandbox
  }

  /// How many audited changes are kept, over all sandboxes.
  package static let mostAudited = 100_000

  /// Removes rows that no longer count, and the oldest of too many audited changes, at most so many of each table.
  /// - Returns: whether there may be more.
  package func sweep(limit: Int = 500, auditing kept: Int = mostAudited) throws(StoreError) -> Bool {
    forgetEnded()
    return try writing { db, _ in
      try db.execute(
        sql: """
          DELETE FROM agent WHERE (sandbox, collection, id) IN (
            SELECT agent.sandbox, collection, id FROM sandbox JOIN agent ON agent.sandbox = sandbox.name
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
      // With no earlier row left, a generation need not be remembered: the next number is higher than any row's.
      try db.execute(sql: "DELETE FROM sandbox")
      return false
    }
  }
}
