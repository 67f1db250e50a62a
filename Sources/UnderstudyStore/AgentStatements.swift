import GRDB
import GRDBSQLite
import UnderstudyJSON

/// The statements that read and write one agent.
///
/// They belong to one connection, and are used only while that connection is locked.
final class AgentStatements {
  private let begin: PreparedStatement
  private let read: PreparedStatement
  private let write: PreparedStatement
  private let fill: PreparedStatement
  private let audit: PreparedStatement
  private let commit: PreparedStatement
  private let rollback: PreparedStatement

  init(_ db: Database) throws(StoreError) {
    // GRDB's hooks are for observers of transactions, of which there are none, and demand its queue.
    sqlite3_commit_hook(db.sqliteConnection, nil, nil)
    sqlite3_rollback_hook(db.sqliteConnection, nil, nil)
    begin = try PreparedStatement("BEGIN IMMEDIATE", db)
    // The sandbox's own row, then the seed's: two searches by key, the second only if the first finds none.
    read = try PreparedStatement(
      """
      SELECT record FROM agent WHERE sandbox = ?1 AND collection = ?2 AND id = ?3 AND generation = ?4
      UNION ALL
      SELECT record FROM agent WHERE sandbox = '' AND collection = ?2 AND id = ?3
      LIMIT 1
      """, db)
    write = try PreparedStatement(
      "INSERT OR REPLACE INTO agent (sandbox, collection, id, generation, record) VALUES (?1, ?2, ?3, ?4, ?5)", db)
    fill = try PreparedStatement(
      "INSERT OR IGNORE INTO agent (sandbox, collection, id, generation, record) VALUES (?1, ?2, ?3, ?4, ?5)", db)
    audit = try PreparedStatement(
      """
      INSERT INTO audit (sandbox, collection, id, generation, field, before, after, time, credential)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """, db)
    commit = try PreparedStatement("COMMIT", db)
    rollback = try PreparedStatement("ROLLBACK", db)
  }

  /// Returns the record of an agent; nil if there is none.
  func record(of key: AgentKey) throws(StoreError) -> Members? {
    try bind(key, to: read)
    let record = try read.firstText { (text) throws(StoreError) -> Members? in
      try Members(stored: text, "\(key.collection)/\(key.id)")
    }
    return record ?? nil
  }

  /// Stores a record, or removes the agent if that is nil: a row that says null hides the seed of its key.
  func put(_ record: Members?, _ entries: [AuditEntry], at key: AgentKey) throws(StoreError) {
    let text = record?.bytes ?? JSON.null.bytes
    // One statement is a transaction by itself.
    guard !entries.isEmpty else { return try run(write, text, key) }
    try inTransaction { () throws(StoreError) in
      try run(write, text, key)
      for entry in entries { try add(entry, key) }
    }
  }

  /// Adds the seeds that are not there yet, all or none.
  func fill(_ seeds: [(key: AgentKey, text: [UInt8])]) throws(StoreError) {
    try inTransaction { () throws(StoreError) in
      for seed in seeds { try run(fill, seed.text, seed.key) }
    }
  }

  private func inTransaction(_ work: () throws(StoreError) -> Void) throws(StoreError) {
    try begin.run()
    do throws(StoreError) {
      try work()
      try commit.run()
    } catch {
      // After some errors SQLite has rolled back by itself, so that this fails.
      try? rollback.run()
      throw error
    }
  }

  private func run(
    _ statement: borrowing PreparedStatement, _ text: [UInt8], _ key: AgentKey
  ) throws(StoreError) {
    try bind(key, to: statement)
    try statement.run(binding: text, at: 5)
  }

  private func add(_ entry: AuditEntry, _ key: AgentKey) throws(StoreError) {
    try bind(key, to: audit)
    try audit.bind(entry.field, at: 5)
    try audit.bind(entry.before.description, at: 6)
    try audit.bind(entry.after.description, at: 7)
    try audit.bind(entry.time, at: 8)
    if let credential = entry.credential {
      try audit.bind(credential, at: 9)
    } else {
      try audit.bindNull(at: 9)
    }
    try audit.run()
  }

  private func bind(_ key: AgentKey, to statement: borrowing PreparedStatement) throws(StoreError) {
    try statement.bind(key.sandbox.name, at: 1)
    try statement.bind(key.collection, at: 2)
    try statement.bind(key.id, at: 3)
    try statement.bind(key.sandbox.generation, at: 4)
  }
}

extension Members {
  /// Reads a stored record; nil for one that says that the agent has been removed.
  init?(stored text: UnsafeBufferPointer<UInt8>, _ agent: @autoclosure () -> String) throws(StoreError) {
    do throws(ReadError) {
      guard let members = try JSON(reading: text).members else { return nil }
      self = members
    } catch {
      throw StoreError(reason: "the record of \(agent()) is damaged: \(error)")
    }
  }
}
