import GRDB
import GRDBSQLite
import UnderstudyJSON

/// The statements of one update: begin, read, write, and commit or roll back.
///
/// Belongs to one connection, and is used only while that connection's queue is held.
final class Transaction {
  private let begin: PreparedStatement
  private let read: PreparedStatement
  private let write: PreparedStatement
  private let record: PreparedStatement
  private let commit: PreparedStatement
  private let rollback: PreparedStatement

  /// Stores a record, whatever was there.
  static let writing = """
    INSERT INTO agent (sandbox, collection, id, generation, record)
    VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET generation = excluded.generation, record = excluded.record
    """

  init(_ db: Database) throws(StoreError) {
    begin = try PreparedStatement("BEGIN IMMEDIATE", db)
    // The sandbox's own row, then the seed's: two look-ups by key, the second only if the first finds none.
    read = try PreparedStatement(
      """
      SELECT record FROM agent WHERE sandbox = ?1 AND collection = ?2 AND id = ?3 AND generation = ?4
      UNION ALL
      SELECT record FROM agent WHERE sandbox = '' AND collection = ?2 AND id = ?3
      LIMIT 1
      """, db)
    write = try PreparedStatement(Self.writing, db)
    record = try PreparedStatement(
      """
      INSERT INTO audit (sandbox, collection, id, generation, field, before, after, time, credential)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """, db)
    commit = try PreparedStatement("COMMIT", db)
    rollback = try PreparedStatement("ROLLBACK", db)
  }

  /// - Throws: ``StoreError`` when SQLite fails; nothing is stored.
  func store(_ record: Members, _ audit: [AuditEntry], at key: AgentKey) throws(StoreError) {
    // One statement is a transaction by itself.
    guard !audit.isEmpty else { return try store(record.bytes, key) }
    try inTransaction { () throws(StoreError) in
      try store(record.bytes, key)
      for entry in audit { try add(entry, key) }
    }
  }

  /// All or nothing.
  func inTransaction(_ work: () throws(StoreError) -> Void) throws(StoreError) {
    try begin.run()
    do throws(StoreError) {
      try work()
      try commit.run()
    } catch {
      // SQLite rolls back by itself after some errors; then this fails, and that is as well.
      try? rollback.run()
      throw error
    }
  }

  func agent(_ key: AgentKey) throws(StoreError) -> Members? {
    try bind(key, to: read)
    let record = try read.firstText { (text) throws(StoreError) -> Members? in
      try Members(stored: text, "\(key.collection)/\(key.id)")
    }
    return record ?? nil
  }

  func store(_ text: [UInt8], _ key: AgentKey) throws(StoreError) {
    try bind(key, to: write)
    try write.bind(text, at: 5)
    try write.run()
  }

  private func add(_ entry: AuditEntry, _ key: AgentKey) throws(StoreError) {
    try bind(key, to: record)
    try record.bind(entry.field, at: 5)
    try record.bind(entry.before.bytes, at: 6)
    try record.bind(entry.after.bytes, at: 7)
    try record.bind(entry.time, at: 8)
    if let credential = entry.credential {
      try record.bind(credential, at: 9)
    } else {
      try record.bindNull(at: 9)
    }
    try record.run()
  }

  private func bind(_ key: AgentKey, to statement: borrowing PreparedStatement) throws(StoreError) {
    try statement.bind(key.sandbox.name, at: 1)
    try statement.bind(key.sandbox.generation, at: 4)
    try statement.bind(key.collection, at: 2)
    try statement.bind(key.id, at: 3)
  }
}

extension Members {
  /// Reads a stored record; nil for one that says that there is no agent.
  init?(stored text: UnsafeBufferPointer<UInt8>, _ agent: @autoclosure () -> String) throws(StoreError) {
    do throws(ReadError) {
      guard let members = try JSON(reading: text).members else { return nil }
      self = members
    } catch {
      throw StoreError(reason: "the record of \(agent()) is damaged: \(error)")
    }
  }
}
