import GRDB

extension AgentStore {
  /// The migrations of 0.1.0, which were merged into the next, because each takes time whenever a store is created.
  private static let (agents, audit, snapshots) = ("1: agents by sandbox", "2: audit", "3: snapshots")
  private static let merged: Set = [agents, audit, snapshots]

  /// The only definition of the tables. A released migration is never edited; a change is a new one.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("4: rows of agents have numbers", merging: merged) { db, applied in
      if applied.contains(agents) {
        // Without numbers, whole rows were the keys of the tree: five of them in a page, on each of its levels. An update
        // of one among 1,000 agents took a third longer, of one among 100,000 twelve times as long.
        try db.execute(sql: "ALTER TABLE agent RENAME TO agent_without_row")
        try db.execute(sql: agentTable)
        try db.execute(
          sql: """
            INSERT INTO agent (sandbox, collection, id, generation, record)
              SELECT sandbox, collection, id, generation, record FROM agent_without_row;
            DROP TABLE agent_without_row;
            """)
      } else {
        try db.execute(sql: agentTable + sandboxTable)
      }
      if !applied.contains(audit) { try db.execute(sql: auditTable) }
      if !applied.contains(snapshots) { try db.execute(sql: snapshotTable) }
    }
    return migrator
  }

  /// Whether a newer version has changed the tables of a database. GRDB's `hasBeenSuperseded` takes merged migrations for
  /// unknown ones.
  static func isOfNewerVersion(_ db: Database) throws -> Bool {
    try !migrator.appliedIdentifiers(db).isSubset(of: merged.union(migrator.migrations))
  }

  /// The statements that create the tables, as SQLite keeps them.
  static var schema: [String] {
    [agentTable, sandboxTable, auditTable, snapshotTable].flatMap { text in
      text.split(separator: "\n").filter { !$0.hasPrefix("--") }.joined(separator: "\n").split(separator: ";")
    }.map { $0.trimmingPrefix("\n") }.map(String.init)
  }

  private static let agentTable = """
    -- The rows of the sandbox '' are the seeds. Any other sandbox reads its own row and falls back to the seed's. A row
    -- counts only while its generation is its sandbox's: raising one number resets a sandbox.
    CREATE TABLE agent (
      row INTEGER PRIMARY KEY,
      sandbox TEXT NOT NULL,
      collection TEXT NOT NULL,
      id TEXT NOT NULL,
      generation INTEGER NOT NULL,
      record TEXT NOT NULL,
      UNIQUE (sandbox, collection, id)
    ) STRICT;
    """

  private static let sandboxTable = """
    -- Which generation counts, as long as there may be rows of earlier ones.
    CREATE TABLE sandbox (
      name TEXT NOT NULL PRIMARY KEY,
      generation INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  private static let auditTable = """
    -- Changes of values that vendors keep a record of, in the order of `sequence`; `before` and `after` are JSON. A row
    -- counts only while its generation is its sandbox's.
    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY,
      sandbox TEXT NOT NULL,
      generation INTEGER NOT NULL,
      collection TEXT NOT NULL,
      id TEXT NOT NULL,
      field TEXT NOT NULL,
      before TEXT NOT NULL,
      after TEXT NOT NULL,
      time TEXT NOT NULL,
      credential TEXT
    ) STRICT;
    CREATE INDEX audit_by_sandbox ON audit (sandbox, generation);
    """

  private static let snapshotTable = """
    -- Every agent of a sandbox as it was when the snapshot was made. Resetting the sandbox keeps them.
    CREATE TABLE snapshot (
      sandbox TEXT NOT NULL,
      name TEXT NOT NULL,
      collection TEXT NOT NULL,
      id TEXT NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (sandbox, name, collection, id)
    ) STRICT, WITHOUT ROWID;
    """
}
