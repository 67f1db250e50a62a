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
  /// Reads all seeds that are stored.
  /// - Parameter body: Gets the key of each, and its record; nil if that is damaged.
  package func forEachSeed(_ body: (AgentKey, Members?) -> Void) throws(StoreError) {
    try reading { db, _ in
      let cursor = try Row.fetchCursor(db, sql: "SELECT collection, id, record FROM agent WHERE sandbox = ''")
      while let row = try cursor.next() {
        let record = try? AgentRow(
          collection: row.text("collection"), id: row.text("id"), text: row.text("record")
        ).record()
        body(.seed(try row.text("id"), of: try row.text("collection")), record)
      }
    }
  }

  /// Replaces all seeds.
  package func replaceSeeds(_ agents: [StoredAgent]) throws(StoreError) {
    let rows = agents.map { (agent: $0, text: JSON.object($0.record).description) }
    try writingSeeds { db in
      try db.execute(sql: "DELETE FROM agent WHERE sandbox = ''")
      let insert = try db.cachedStatement(
        sql: "INSERT INTO agent (sandbox, collection, id, generation, record) VALUES ('', ?, ?, 0, ?)")
      for row in rows { try insert.execute(arguments: [row.agent.collection, row.agent.id, row.text]) }
    }
  }

  /// Returns the number of seeds that sandboxes have changed or removed, counted in each sandbox.
  package func countHiddenSeeds() throws(StoreError) -> Int {
    try reading { db, _ in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM agent AS own
          JOIN agent AS seed ON seed.sandbox = '' AND seed.collection = own.collection AND seed.id = own.id
          WHERE own.sandbox > '' AND NOT EXISTS (
            SELECT 1 FROM sandbox WHERE name = own.sandbox AND generation > own.generation)
          """) ?? 0
    }
  }

  /// Returns the number of agents of a sandbox: its own, and the seeds that they do not hide.
  package func count(in sandbox: SandboxID) throws(StoreError) -> Int {
    try reading { db, _ in
      try Int.fetchOne(
        db,
        sql: """
          SELECT
            (SELECT count(*) FROM agent WHERE sandbox = ?1 AND generation = ?2 AND record <> 'null')
            + (SELECT count(*) FROM agent AS seed WHERE sandbox = '' AND \(Self.isVisible))
          """, arguments: [sandbox.name, sandbox.generation]) ?? 0
    }
  }

  /// Returns the ids that are in use in a collection: those of agents, of seeds and of agents that have been removed.
  package func usedIDs(in sandbox: SandboxID, collection: String) throws(StoreError) -> Set<String> {
    try reading { db, generations in
      guard generations.isCurrent(sandbox) else { throw StoreError.superseded }
      return try String.fetchSet(
        db,
        sql: """
          SELECT id FROM agent WHERE sandbox = ?1 AND collection = ?3 AND generation = ?2
          UNION SELECT id FROM agent WHERE sandbox = '' AND collection = ?3
          """, arguments: [sandbox.name, sandbox.generation, collection])
    }
  }

  static func count(_ query: CountQuery, in sandbox: SandboxID, _ db: Database) throws -> Int {
    var conditions: SQL = "collection = \(query.collection) AND record <> 'null'"
    for (member, text) in query.members {
      // The texts as JSON: `json_extract` ends a text at a NUL.
      conditions += " AND record -> \("$.\(JSON.string(member))") = \(JSON.string(text).description)"
    }
    let (name, generation) = (sandbox.name, sandbox.generation)
    let request: SQLRequest<Int> = """
      SELECT count(*) FROM agent AS seed WHERE \(conditions) AND (
        sandbox = \(name) AND generation = \(generation) OR sandbox = '' AND NOT EXISTS (
          SELECT 1 FROM agent
          WHERE sandbox = \(name) AND generation = \(generation) AND collection = seed.collection AND id = seed.id))
      """
    return try request.fetchOne(db) ?? 0
  }

  /// Returns the agents of a sandbox, by collection and id.
  ///
  /// The store is locked for one portion at a time. Every agent is as it was at one moment, but not all at the same one.
  /// - Parameter collection: nil for all.
  /// - Throws: ``StoreError`` if SQLite fails, or if the sandbox has been reset.
  package func agents(in sandbox: SandboxID, collection: String? = nil) throws(StoreError) -> [StoredAgent] {
    var agents: [StoredAgent] = []
    var portion = try rows(in: sandbox, collection, after: nil)
    while let last = portion.last {
      for row in portion {
        guard let record = try row.record() else { continue }
        agents.append(StoredAgent(collection: row.collection, id: row.id, record: record))
      }
      portion = try rows(in: sandbox, collection, after: last)
      // In a damaged file, the order may be wrong: reading would then never end.
      if let first = portion.first, !last.precedes(first) {
        throw StoreError(reason: "the database is damaged: \(first.collection)/\(first.id) is out of order")
      }
    }
    return agents
  }

  /// A row as it is in the database.
  private struct AgentRow {
    let collection: String
    let id: String
    let text: String

    /// Whether the row comes before another, in SQLite's order.
    func precedes(_ other: AgentRow) -> Bool {
      collection == other.collection
        ? id.utf8.lexicographicallyPrecedes(other.id.utf8)
        : collection.utf8.lexicographicallyPrecedes(other.collection.utf8)
    }

    /// Nil if the agent has been removed.
    func record() throws(StoreError) -> Members? {
      var text = text
      return try StoreError.wrapping {
        try text.withUTF8 { try Members(stored: $0, "\(collection)/\(id)") }
      }
    }
  }

  /// Returns the next rows of a sandbox, and of the seeds that they do not hide.
  private func rows(
    in sandbox: SandboxID, _ collection: String?, after last: AgentRow?
  ) throws(StoreError) -> [AgentRow] {
    let (name, generation) = (sandbox.name, sandbox.generation)
    let chosen: SQL = collection.map { "AND collection = \($0)" } ?? ""
    let next: SQL =
      switch last {
      case nil: ""
      case let last? where collection != nil: "AND id > \(last.id)"
      case let last?: "AND (collection, id) > (\(last.collection), \(last.id))"
      }
    let request: SQLRequest<Row> = """
      SELECT collection, id, record FROM agent
      WHERE sandbox = \(name) AND generation = \(generation) \(chosen) \(next)
      UNION ALL
      SELECT collection, id, record FROM agent AS seed
      WHERE sandbox = '' \(chosen) \(next) AND NOT EXISTS (
        SELECT 1 FROM agent
        WHERE sandbox = \(name) AND generation = \(generation) AND collection = seed.collection AND id = seed.id)
      ORDER BY collection, id
      """
    return try reading { db, generations in
      guard generations.isCurrent(sandbox) else { throw StoreError.superseded }
      var (rows, bytes): ([AgentRow], Int) = ([], 0)
      let cursor = try Row.fetchCursor(db, request)
      while rows.count < Self.portion.rows, bytes < Self.portion.bytes, let row = try cursor.next() {
        rows.append(
          AgentRow(collection: try row.text("collection"), id: try row.text("id"), text: try row.text("record")))
        bytes += rows.last?.text.utf8.count ?? 0
      }
      return rows
    }
  }

  /// How much is read before another thread has its turn: about a millisecond.
  static let portion = (rows: 250, bytes: 1 << 20)

  /// Whether the sandbox ?1 with the generation ?2 has no row of its own for a seed.
  static let isVisible = """
    NOT EXISTS (
      SELECT 1 FROM agent WHERE sandbox = ?1 AND generation = ?2 AND collection = seed.collection AND id = seed.id)
    """
}
