import GRDB

extension AgentStore {
  /// The only definition of the tables. A released migration is never edited; a change is a new one.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: agents by sandbox") { db in
      try db.execute(
        sql: """
          -- The rows of the sandbox '' are the seeds. Any other sandbox reads its own row and falls back to the
          -- seed's. A row counts only while its generation is its sandbox's: raising one number resets a sandbox.
          CREATE TABLE agent (
            sandbox TEXT NOT NULL,
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            generation INTEGER NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (sandbox, collection, id)
          ) STRICT, WITHOUT ROWID;

          -- A sandbox without a row is of generation 0.
          CREATE TABLE sandbox (
            name TEXT NOT NULL PRIMARY KEY,
            generation INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          """)
    }
    return migrator
  }
}
