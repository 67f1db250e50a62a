import GRDB
import JSON

/// The stored agents, in SQLite: in memory, or in a file that keeps them across restarts.
///
/// One connection serves all threads, one transaction at a time. Each update is a transaction of its own and is
/// in the file's write-ahead log before it is acknowledged, so a killed process loses none.
package struct AgentStore: Sendable {
  package enum Location: Sendable, Equatable {
    case memory
    case file(String)
  }

  /// The sandbox of requests that choose none.
  package static let defaultSandbox = "default"
  /// The sandbox whose rows are the seeds.
  static let seeds = ""

  private let queue: DatabaseQueue

  /// - Throws: ``StoreError`` when the file cannot be opened, or is not one of ours.
  package init(_ location: Location) throws(StoreError) {
    queue = try StoreError.wrapping { try Self.open(location) }
  }

  /// Adds the agents that are not there yet, in one transaction; what is there stays as it is.
  package func fill(_ agents: [(collection: String, id: String, record: Members)]) throws(StoreError) {
    try StoreError.wrapping {
      try queue.write { db in
        let insert = try db.cachedStatement(
          sql: "INSERT OR IGNORE INTO agent (sandbox, collection, id, generation, record) VALUES (?, ?, ?, 0, ?)")
        for agent in agents {
          try insert.execute(arguments: [Self.seeds, agent.collection, agent.id, agent.record.text])
        }
      }
    }
  }

  /// Reads an agent and stores what `change` makes of it, in one transaction.
  /// - Parameter change: gets the stored record, or nil if there is none. What it throws is the result, and
  ///   nothing is stored.
  /// - Throws: ``StoreError`` when SQLite fails; nothing is stored.
  package func update<Success, Failure: Error>(
    _ key: AgentKey, _ change: (Members?) throws(Failure) -> (record: Members, result: Success)
  ) throws(StoreError) -> Result<Success, Failure> {
    var outcome: Result<Success, Failure>?
    try StoreError.wrapping {
      try queue.inTransaction(.immediate) { db in
        let stored = try Self.read(key, db)
        let changed = Result { () throws(Failure) in try change(stored) }
        outcome = changed.map(\.result)
        guard case .success(let (record, _)) = changed else { return .rollback }
        try Self.write(record, key, db)
        return .commit
      }
    }
    guard let outcome else { throw StoreError(reason: "the transaction did not run") }
    return outcome
  }

  /// The stored record; nil if there is none.
  package func agent(_ key: AgentKey) throws(StoreError) -> Members? {
    try StoreError.wrapping { try queue.read { try Self.read(key, $0) } }
  }

  /// Whether the database can be read just now.
  package var isAnswering: Bool { (try? queue.read { try Int.fetchOne($0, sql: "SELECT 1") }) == 1 }

  /// How many agents there are, seeded or updated.
  package func count() throws(StoreError) -> Int {
    try StoreError.wrapping {
      try queue.read { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM (SELECT DISTINCT collection, id FROM agent)") ?? 0
      }
    }
  }
}

extension AgentStore {
  private static func read(_ key: AgentKey, _ db: Database) throws -> Members? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT record FROM agent
        WHERE sandbox IN (?1, ?2) AND collection = ?3 AND id = ?4
          AND (sandbox = ?2
            OR generation = coalesce((SELECT generation FROM sandbox WHERE name = ?1), 0))
        ORDER BY sandbox DESC LIMIT 1
        """)
    statement.setUncheckedArguments([key.sandbox, seeds, key.collection, key.id])
    guard var text = try String.fetchOne(statement) else { return nil }
    return try text.withUTF8 { try JSON(reading: $0).members }
  }

  private static func write(_ record: Members, _ key: AgentKey, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO agent (sandbox, collection, id, generation, record)
        VALUES (?1, ?2, ?3, coalesce((SELECT generation FROM sandbox WHERE name = ?1), 0), ?4)
        ON CONFLICT DO UPDATE SET generation = excluded.generation, record = excluded.record
        """)
    statement.setUncheckedArguments([key.sandbox, key.collection, key.id, record.text])
    try statement.execute()
  }
}

extension Members {
  fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
