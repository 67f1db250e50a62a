import GRDB
import GRDBSQLite
import UnderstudyJSON

/// The statements that read and write one agent.
///
/// They belong to one connection, and are used only while that connection is locked.
final class AgentStatements {
  private let begin: PreparedStatement
  private let read: PreparedStatement
  private let insert: PreparedStatement
  private let update: PreparedStatement
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
      SELECT row, record FROM agent WHERE sandbox = ?1 AND collection = ?2 AND id = ?3 AND generation = ?4
      UNION ALL
      SELECT NULL, record FROM agent WHERE sandbox = '' AND collection = ?2 AND id = ?3
      LIMIT 1
      """, db)
    insert = try PreparedStatement(
      "INSERT OR REPLACE INTO agent (sandbox, collection, id, generation, record) VALUES (?1, ?2, ?3, ?4, ?5)", db)
    update = try PreparedStatement("UPDATE agent SET record = ?1 WHERE row = ?2", db)
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

  /// An agent in the database. A class, because copying it would retain each of its parts.
  final class StoredRow: Sendable {
    /// Nil if the agent has been removed.
    let record: Members?
    /// The row's number; nil if the record is a seed's.
    let row: Int64?
    /// The record's text, if it has been written; otherwise none.
    let text: MembersText
    /// About the memory that the row takes, in bytes.
    let footprint: Int

    /// - Parameter footprint: ``Members/footprint``, if it is known already.
    init(
      record: Members?, footprint: Int? = nil, row: Int64?, text: consuming MembersText = MembersText()
    ) {
      self.footprint = text.footprint + (footprint ?? record?.footprint ?? 0)
      self.record = record
      self.row = row
      self.text = text
    }
  }

  /// Returns the row of an agent, or else of its seed; nil if there is none.
  func row(of key: AgentKey) throws(StoreError) -> StoredRow? {
    try binding(key, to: read) { () throws(StoreError) in
      try read.firstRow { (row, text) throws(StoreError) in
        StoredRow(
          record: try Members(stored: text, "\(key.collection)/\(key.id)"), row: row == 0 ? nil : row)
      }
    }
  }

  /// Stores a record, or removes the agent if that is nil: a row that says null hides the seed of its key.
  /// - Parameters:
  ///   - footprint: ``Members/footprint``, if it is known already.
  ///   - old: The agent's row, if it has one.
  /// - Returns: Its row now.
  func put(
    _ record: Members?, _ footprint: Int?, _ entries: [AuditEntry], at key: AgentKey, replacing old: StoredRow?
  ) throws(StoreError) -> StoredRow {
    let text =
      if let old, let before = old.record { MembersText(record, changing: before, old.text) } else {
        MembersText(record)
      }
    let row =
      if entries.isEmpty {
        // One statement is a transaction by itself.
        try write(text, key, old?.row)
      } else {
        try inTransaction { () throws(StoreError) in
          let row = try write(text, key, old?.row)
          for entry in entries { try add(entry, key) }
          return row
        }
      }
    return StoredRow(record: record, footprint: footprint, row: row, text: text)
  }

  /// Adds the seeds that are not there yet, all or none.
  func fill(_ seeds: [(key: AgentKey, record: Members)]) throws(StoreError) {
    try inTransaction { () throws(StoreError) in
      for seed in seeds { try run(fill, MembersText(seed.record), seed.key) }
    }
  }

  private func inTransaction<Value>(_ work: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try begin.run()
    do throws(StoreError) {
      let value = try work()
      try commit.run()
      return value
    } catch {
      // After some errors SQLite has rolled back by itself, so that this fails.
      try? rollback.run()
      throw error
    }
  }

  private func write(_ text: borrowing MembersText, _ key: AgentKey, _ row: Int64?) throws(StoreError) -> Int64 {
    guard let row else {
      try run(insert, text, key)
      return insert.insertedRow
    }
    try text.withUnsafeBytes { text throws(StoreError) in
      defer { update.clear() }
      try update.bind(text, at: 1)
      try update.bind(row, at: 2)
      try update.run()
    }
    return row
  }

  private func run(
    _ statement: borrowing PreparedStatement, _ text: borrowing MembersText, _ key: AgentKey
  ) throws(StoreError) {
    try text.withUnsafeBytes { text throws(StoreError) in
      try binding(key, to: statement) { () throws(StoreError) in
        try statement.bind(text, at: 5)
        try statement.run()
      }
    }
  }

  private func add(_ entry: AuditEntry, _ key: AgentKey) throws(StoreError) {
    try binding(key, to: audit) { () throws(StoreError) in
      try audit.bind(copying: entry.field, at: 5)
      try audit.bind(copying: entry.before.description, at: 6)
      try audit.bind(copying: entry.after.description, at: 7)
      try audit.bind(copying: entry.time, at: 8)
      if let credential = entry.credential { try audit.bind(copying: credential, at: 9) }
      try audit.run()
    }
  }

  /// Binds the first four parameters to a key while `work` runs.
  private func binding<Value>(
    _ key: AgentKey, to statement: borrowing PreparedStatement, _ work: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try key.sandbox.name.utf8.span.withUnsafeBufferPointer { sandbox throws(StoreError) in
      try key.collection.utf8.span.withUnsafeBufferPointer { collection throws(StoreError) in
        try key.id.utf8.span.withUnsafeBufferPointer { id throws(StoreError) in
          defer { statement.clear() }
          try statement.bind(sandbox, at: 1)
          try statement.bind(collection, at: 2)
          try statement.bind(id, at: 3)
          try statement.bind(Int64(key.sandbox.generation), at: 4)
          return try work()
        }
      }
    }
  }
}

extension Members {
  /// Reads a stored record; nil for one that says that the agent has been removed.
  init?(stored text: UnsafeBufferPointer<UInt8>, _ agent: @autoclosure () -> String) throws(StoreError) {
    let value: JSON
    do throws(ReadError) {
      value = try JSON(reading: text)
    } catch {
      throw StoreError(reason: "the record of \(agent()) is damaged: \(error)")
    }
    switch value {
    case .object(let members): self = members
    case .null: return nil
    default: throw StoreError(reason: "the record of \(agent()) is damaged: it is \(value.kind), not an object")
    }
  }
}
