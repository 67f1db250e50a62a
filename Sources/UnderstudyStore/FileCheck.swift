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

  /// Reads the rows of a table once, and looks closer at those that may be invalid.
  private static func check(_ table: Table, _ db: Database) throws {
    let range = Generations.range
    let types =
      (table.keys + table.texts).map { "typeof(\($0)) <> 'text'" }
      + table.numbers.map { "typeof(\($0)) <> 'integer'" }
    let numbers = table.numbers.map { "\($0) NOT BETWEEN \(range.lowerBound) AND \(range.upperBound)" }
    // Most keys are ASCII, which SQLite recognizes faster. Its `length` ends at a NUL.
    let keys = table.keys.map { "\($0) GLOB '*[^ -~]*' OR length(\($0)) <> length(CAST(\($0) AS BLOB))" }
    let columns = table.keys.map { "CAST(\($0) AS BLOB) AS \($0)" }.joined(separator: ", ")
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT \(types.orJoined) AS has_other_type, \(numbers.orJoined) AS is_out_of_range, \(columns)
        FROM \(table.name) WHERE \((types + numbers + keys).orJoined)
        """)
    while let row = try cursor.next() {
      guard try row.integer("has_other_type") == 0 else { throw damaged(table, "a value of a wrong type") }
      guard try row.integer("is_out_of_range") == 0 else {
        throw damaged(table, "a number out of range: \(table.numbers.joined(separator: " or "))")
      }
      for key in table.keys where !isText(row[key]) {
        throw damaged(table, "a `\(key)` that is not UTF-8 without NUL")
      }
    }
  }

  private static func isText(_ value: DatabaseValue) -> Bool {
    guard case .blob(let bytes) = value.storage else { return false }
    return String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
  }

  private static func damaged(_ table: Table, _ error: String) -> StoreError {
    StoreError(reason: "it is damaged: the table \(table.name) has \(error); use another file")
  }
}

extension [String] {
  /// The conditions, of which one must hold; with none, a condition that never holds.
  fileprivate var orJoined: String { isEmpty ? "0" : joined(separator: " OR ") }
}
