import Foundation
import GRDB
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

/// A database file with rows in every table, in which single values can be replaced by others that SQLite would refuse.
struct CraftedFile {
  let path: String
  private let scratch: ScratchDirectory
  /// The declarations of the tables, and each without types and constraints.
  private let declarations: [(declared: String, relaxed: String)]

  init() throws {
    scratch = try ScratchDirectory()
    path = scratch("agents.sqlite")
    try Self.fill(path)
    let declared = try DatabaseQueue(path: path).read { db in
      try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE %STRICT%'")
    }
    declarations = declared.map { sql in
      let relaxed = sql.replacing(") STRICT, WITHOUT", with: ") WITHOUT").replacing(") STRICT", with: ")")
        .replacing(" NOT NULL", with: "").replacing(" TEXT", with: "").replacing(
          "generation INTEGER", with: "generation")
      return (sql, relaxed)
    }
  }

  func remove() { scratch.remove() }

  private static func fill(_ path: String) throws {
    let store = try AgentStore(.file(path))
    try store.seed(("one", 1), ("two", 2))
    let audit = AuditEntry(field: "n", before: 1, after: 2, time: "2026-01-01T00:00:00Z", credential: "cfy_…")
    for sandbox in ["default", "a", "b"] {
      try store.update(Place(sandbox: sandbox)) { _ in .put(["n": 3], audit: [audit]) }
      try store.saveSnapshot("first", of: store.sandbox(sandbox))
    }
    _ = try store.reset("b")
    try store.set(Place(sandbox: "b", id: "two"), to: 4)
  }

  /// Writes a copy of the file in which a column of one row has another value.
  /// - Parameters:
  ///   - row: A condition.
  ///   - value: An expression of SQL.
  /// - Returns: The copy's path; nil if not even a table without constraints can hold the value.
  func copy(_ table: String, _ column: String, where row: String, setting value: String) throws -> String? {
    let copy = scratch("copy.sqlite")
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    try declare(in: copy, \.declared, as: \.relaxed)
    let isSet = try DatabaseQueue(path: copy).write { db in
      do {
        try db.execute(sql: "UPDATE \(table) SET \(column) = \(value) WHERE \(row)")
        return db.changesCount > 0
      } catch is DatabaseError {
        return false
      }
    }
    try declare(in: copy, \.relaxed, as: \.declared)
    return isSet ? copy : nil
  }

  private typealias Declaration = KeyPath<(declared: String, relaxed: String), String>

  private func declare(in file: String, _ old: Declaration, as new: Declaration) throws {
    try DatabaseQueue(path: file).writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA writable_schema = ON")
      for declaration in declarations {
        try db.execute(
          sql: "UPDATE sqlite_master SET sql = ? WHERE sql = ?",
          arguments: [declaration[keyPath: new], declaration[keyPath: old]])
      }
    }
  }

  /// Writes a copy of the file with other bytes.
  func copy(_ bytes: [UInt8]) throws -> String {
    let copy = scratch("copy.sqlite")
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
    try Data(bytes).write(to: URL(filePath: copy))
    return copy
  }

  func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
}

extension AgentStore {
  /// Calls everything that reads or writes rows. Each call may fail, but only with an error.
  /// - Returns: The reasons of the errors.
  func exercise() -> [String] {
    var reasons: [String] = []
    func attempt(_ work: () throws(StoreError) -> Void) {
      do throws(StoreError) {
        try work()
      } catch {
        reasons.append(error.reason)
      }
    }
    attempt { () throws(StoreError) in try forEachSeed { _, _ in } }
    for name in Set(sandboxNames + ["default", "a", "b"]) {
      attempt { () throws(StoreError) in _ = try agents(in: sandbox(name)) }
      attempt { () throws(StoreError) in _ = try agents(in: sandbox(name), collection: "c") }
      attempt { () throws(StoreError) in _ = try count(in: sandbox(name)) }
      attempt { () throws(StoreError) in _ = try audit(in: sandbox(name)) }
      attempt { () throws(StoreError) in _ = try replace(Place(sandbox: name), by: 5) }
      let key = key(Place(sandbox: name, id: "new"))
      attempt { () throws(StoreError) in
        _ = try create(key, counting: [("c", ["n": "5"])]) { _ in (["n": 6], ()) }
      }
      attempt { () throws(StoreError) in
        for snapshot in try snapshots(of: sandbox(name)) {
          _ = try restoreSnapshot(snapshot.name, of: sandbox(name))
          _ = try agents(in: sandbox(name))
        }
      }
      attempt { () throws(StoreError) in try saveSnapshot("second", of: sandbox(name)) }
      attempt { () throws(StoreError) in _ = try reset(name) }
    }
    attempt { () throws(StoreError) in
      var count = 0
      while try sweep(), count < 100 { count += 1 }
      if count == 100 { reasons.append("sweeping does not end") }
    }
    attempt { () throws(StoreError) in try replaceSeeds([StoredAgent(collection: "c", id: "one", record: ["n": 1])])
    }
    return reasons
  }
}
