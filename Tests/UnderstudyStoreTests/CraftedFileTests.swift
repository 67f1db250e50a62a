import Foundation
import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

/// A file may come from anywhere. What it says ends in an error or in correct service, never in a crash or a loop.
@Suite("A crafted or damaged file") struct CraftedFileTests {
  /// One column of a table, and the rows in which it is changed.
  struct Column {
    let table, name: String
    let rows: [String]

    static func all(_ table: String, _ names: [String], where rows: String...) -> [Column] {
      names.map { Column(table: table, name: $0, rows: rows) }
    }
  }

  private static let columns =
    Column.all(
      "agent", ["row", "sandbox", "collection", "id", "generation", "record"],
      where: "sandbox = '' AND id = 'one'", "sandbox = 'a'")
    + Column.all("sandbox", ["name", "generation"], where: "name = 'b'")
    + Column.all(
      "audit",
      ["sequence", "sandbox", "generation", "collection", "id", "field", "before", "after", "time", "credential"],
      where: "sandbox = 'a'")
    + Column.all(
      "snapshot", ["sandbox", "name", "collection", "id", "record"], where: "sandbox = 'a' AND id = 'one'")
    + Column.all("grdb_migrations", ["identifier"], where: "1")

  private static let values = [
    "NULL", "-1", "0", "7", "9223372036854775807", "-9223372036854775808", "4611686018427387905", "1.5", "-9e999",
    "''",
    "'null'", "'7'", "'[]'", #"'{"n":'"#, #"'{"n":1,"n":2}'"#, #"'{"n":1e999999999}'"#, "x''", "x'ff00'",
    "CAST(x'41ff42' AS TEXT)", "CAST(x'610062' AS TEXT)", "char(27) || '[31m'", "'..'", "zeroblob(100000)",
    "hex(zeroblob(100000))", #"replace(hex(zeroblob(1000)), '00', '{"a":')"#,
    #"replace(hex(zeroblob(1000)), '00', '[')"#,
  ]

  /// All values, or each fourth, which begin at another one for each column.
  private static func values(for column: Int) -> [String] {
    ExternalProgram.isRequired
      ? values : stride(from: column % 4, to: values.count, by: 4).map { values[$0] }
  }

  @Test("Any value in any column is an error or does no harm", arguments: columns.indices)
  func values(_ index: Int) throws {
    let column = Self.columns[index]
    let file = try CraftedFile()
    defer { file.remove() }
    var tried = 0
    for (row, value) in column.rows.flatMap({ row in Self.values(for: index).map { (row, $0) } }) {
      guard let path = try file.copy(column.table, column.name, where: row, setting: value) else { continue }
      tried += 1
      do throws(StoreError) {
        let store = try AgentStore(.file(path))
        let reasons = store.exercise()
        #expect(!reasons.contains("sweeping does not end"), "\(value)")
        try store.set(Place(sandbox: "fresh", id: "fresh"), to: 8)
        #expect(try store.number(Place(sandbox: "fresh", id: "fresh")) == 8, "\(value)")
      } catch {
        #expect(error.reason.contains("damaged") || error.reason.contains("newer version"), "\(value): \(error)")
      }
    }
    #expect(tried > 0, "\(column.table).\(column.name)")
  }

  @Test(
    "A number out of range is refused when the file is opened",
    arguments: [
      ("agent", "generation", "sandbox = 'a'"), ("sandbox", "generation", "name = 'b'"),
      ("audit", "generation", "sandbox = 'a'"), ("audit", "sequence", "sandbox = 'a'"),
      ("agent", "row", "sandbox = 'a'"),
    ])
  func range(_ table: String, _ column: String, _ row: String) throws {
    let file = try CraftedFile()
    defer { file.remove() }
    for value in ["-1", "9223372036854775807", "-9223372036854775808", "4611686018427387905"] {
      let path = try #require(try file.copy(table, column, where: row, setting: value))
      let error = #expect(throws: StoreError.self) { try AgentStore(.file(path)) }
      #expect(error?.reason.hasPrefix("it is damaged: the table \(table) has a number out of range") == true)
    }
    let path = try #require(try file.copy(table, column, where: row, setting: "4611686018427387904"))
    _ = try AgentStore(.file(path)).exercise()
  }

  @Test(
    "A record that is no object is named when it is read, and can be replaced", arguments: ["'7'", "'[]'", "'{'"])
  func record(_ value: String) throws {
    let file = try CraftedFile()
    defer { file.remove() }
    let path = try #require(try file.copy("agent", "record", where: "sandbox = 'a'", setting: value))
    let store = try AgentStore(.file(path))
    let error = #expect(throws: StoreError.self) { try store.agent(.one(in: "a")) }
    #expect(error?.reason.hasPrefix("the record of c/one is damaged: ") == true)
    #expect(try store.number(.one) == 3)
    try store.put(["n": 9], at: store.key(.one(in: "a")))
    #expect(try store.number(.one(in: "a")) == 9)
  }

  @Test("Flipped bytes are errors or do no harm", arguments: 0..<8)
  func flips(_ seed: UInt64) throws {
    let file = try CraftedFile()
    defer { file.remove() }
    let bytes = try file.bytes()
    // Most of the file is empty space.
    let used = bytes.indices.filter { bytes[$0] != 0 }
    var generator = LinearCongruentialGenerator(state: seed)
    for _ in 0..<(ExternalProgram.isRequired ? 40 : 10) {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        guard let place = used.randomElement(using: &generator) else { continue }
        changed[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      }
      let path = try file.copy(changed)
      do throws(StoreError) {
        let reasons = try AgentStore(.file(path)).exercise()
        #expect(!reasons.contains("sweeping does not end"))
      } catch {
        #expect(error.reason != "")
      }
    }
  }

  @Test(
    "Tables that are not those of this program are refused",
    arguments: [
      ("DROP TABLE snapshot", "its TABLE snapshot is not as"), ("DROP TABLE audit", "its TABLE audit is not as"),
      ("DROP TABLE agent", "its TABLE agent is not as"), ("DROP TABLE sandbox", "its TABLE sandbox is not as"),
      ("DROP INDEX audit_by_sandbox", "its INDEX audit_by_sandbox ON audit is not as"),
      ("ALTER TABLE agent ADD COLUMN more TEXT", "its TABLE agent is not as"),
      (
        "DROP TABLE sandbox; CREATE VIEW sandbox AS SELECT 'a' AS name, 1 AS generation",
        "its TABLE sandbox is not as"
      ),
    ])
  func tables(_ sql: String, _ sentence: String) throws {
    let file = try CraftedFile()
    defer { file.remove() }
    try DatabaseQueue(path: file.path).writeWithoutTransaction { try $0.execute(sql: sql) }
    let error = #expect(throws: StoreError.self) { try AgentStore(.file(file.path)) }
    #expect(error?.reason.contains(sentence) == true)
    #expect(error?.reason.hasSuffix("; use another file") == true)
  }

  @Test func `What others added does not count`() throws {
    let file = try CraftedFile()
    defer { file.remove() }
    try DatabaseQueue(path: file.path).writeWithoutTransaction { db in
      try db.execute(sql: "CREATE INDEX mine ON agent (id); CREATE VIEW agents AS SELECT id FROM agent; ANALYZE")
    }
    #expect(try AgentStore(.file(file.path)).number(.one) == 3)
  }
}

private struct LinearCongruentialGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
