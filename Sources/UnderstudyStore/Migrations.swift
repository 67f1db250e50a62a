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

          -- Which generation counts, as long as there may be rows of earlier ones.
          CREATE TABLE sandbox (
            name TEXT NOT NULL PRIMARY KEY,
            generation INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2: audit") { db in
      try db.execute(
        sql: """
          -- Changes of values that vendors keep a record of, in the order of `sequence`; `before` and `after` are
          -- JSON. A row counts only while its generation is its sandbox's.
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
          """)
    }
    migrator.registerMigration("3: snapshots") { db in
      try db.execute(
        sql: """
          -- Every agent of a sandbox as it was when the snapshot was made. Resetting the sandbox keeps them.
          CREATE TABLE snapshot (
            sandbox TEXT NOT NULL,
            name TEXT NOT NULL,
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (sandbox, name, collection, id)
          ) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("4: rows of agents have numbers") { db in
      try db.execute(
        sql: """
          -- Without numbers, whole rows were the keys of the tree: five of them in a page, on each of its levels. An
          -- update of one among 1,000 agents took a third longer, of one among 100,000 twelve times as long.
          ALTER TABLE agent RENAME TO agent_without_row;
          CREATE TABLE agent (
            row INTEGER PRIMARY KEY,
            sandbox TEXT NOT NULL,
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            generation INTEGER NOT NULL,
            record TEXT NOT NULL,
            UNIQUE (sandbox, collection, id)
          ) STRICT;
          INSERT INTO agent (sandbox, collection, id, generation, record)
            SELECT sandbox, collection, id, generation, record FROM agent_without_row;
          DROP TABLE agent_without_row;
          """)
    }
    return migrator
  }
}
