import Foundation
import GRDB

/// The check of a file that is opened. Its values are those of another process, and not necessarily of this program.
///
/// It reads the keys of all rows. Records and audited values are checked when they are read.
enum FileCheck {
  /// - Throws: ``StoreError`` that names what is wrong.
  static func run(_ db: Database) throws {
    try checkSchema(db)
    for table in tables { try check(table, db) }
  }

  /// Refuses tables with other columns or constraints than those that the statements of this program rely on.
  private static func checkSchema(_ db: Database) throws {
    let found = Set(try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
    for statement in AgentStore.schema where !found.contains(statement) {
      let name = statement.prefix { $0 != "(" }.trimmingPrefix("CREATE ").trimmingCharacters(in: .whitespaces)
      throw StoreError(reason: "it is damaged: its \(name) is not as this program creates it; use another file")
    }
  }

  /// The columns of a table that are checked.
  private struct Table {
    let name: String
    /// Texts that identify a row: UTF-8 without NUL.
    var keys: [String] = []
    var texts: [String] = []
    /// Integers that must be in ``Generations/range``.
    var numbers: [String] = []
  }

  private static let tables = [
    Table(
      name: "agent", keys: ["sandbox", "collection", "id"], texts: ["record"], numbers: ["row", "generation"]),
    Table(name: "sandbox", keys: ["name"], numbers: ["generation"]),
    Table(
      name: "audit", keys: ["sandbox"], texts: ["collection", "id", "field", "before", "after", "time"],
      numbers: ["sequence", "generation"]),
    Table(name: "snapshot", keys: ["sandbox", "name", "collection", "id"], texts: ["record"]),
  ]

  private static func check(_ table: Table, _ db: Database) throws {
    let range = Generations.range
    try refuse(
      table, (table.keys + table.texts).map { "typeof(\($0)) <> 'text'" }, "a value that is not a text", db)
    try refuse(
      table,
      table.numbers.map {
        "typeof(\($0)) <> 'integer' OR \($0) NOT BETWEEN \(range.lowerBound) AND \(range.upperBound)"
      },
      "a number out of range: \(table.numbers.joined(separator: " or "))", db)
    // Most texts are ASCII, which SQLite recognizes faster. Its `length` ends at a NUL.
    for key in table.keys {
      let cursor = try Data.fetchCursor(
        db,
        sql: """
          SELECT CAST(\(key) AS BLOB) FROM \(table.name)
          WHERE \(key) GLOB '*[^ -~]*' OR length(\(key)) <> length(CAST(\(key) AS BLOB))
          """)
      while let bytes = try cursor.next() {
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
          throw damaged(table, "a `\(key)` that is not UTF-8 without NUL")
        }
      }
    }
  }

  private static func refuse(_ table: Table, _ conditions: [String], _ error: String, _ db: Database) throws {
    guard !conditions.isEmpty else { return }
    let condition = conditions.joined(separator: " OR ")
    let isFound = try Int.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(table.name) WHERE \(condition))")
    if isFound != 0 { throw damaged(table, error) }
  }

  private static func damaged(_ table: Table, _ error: String) -> StoreError {
    StoreError(reason: "it is damaged: the table \(table.name) has \(error); use another file")
  }
}
