import GRDB

/// The current generation of each sandbox. No number is used twice, so that what began in a sandbox before it was reset
/// or removed cannot be taken for a part of a later one of its name.
struct Generations {
  private var current: [String: Int] = [:]
  private var latest = 0
  /// The sandboxes that were removed while nothing could be written, each with the lowest generation that may count.
  private var unsaved: [String: Int] = [:]

  /// The numbers of rows and generations in a file. Those that follow can be counted without overflow.
  static let range = 0...Int(1) << 62

  /// Reads the newest generation of each sandbox from the rows of a database: 0 of one that has only snapshots left.
  init(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT name, max(generation) AS generation FROM (
          SELECT name, generation FROM sandbox
          UNION ALL SELECT DISTINCT sandbox, generation FROM agent WHERE sandbox > ''
          UNION ALL SELECT DISTINCT sandbox, generation FROM audit
          UNION ALL SELECT DISTINCT sandbox, 0 FROM snapshot)
        GROUP BY name
        """)
    for row in rows { current[try row.text("name")] = try row.integer("generation") }
    latest = current.values.max() ?? 0
  }

  var names: [String] { Array(current.keys) }

  func isCurrent(_ sandbox: SandboxID) -> Bool { current[sandbox.name] == sandbox.generation }

  mutating func sandbox(_ name: String) -> SandboxID {
    current[name].map { SandboxID(name, generation: $0) } ?? start(name)
  }

  /// Starts the next generation of a sandbox.
  mutating func start(_ name: String) -> SandboxID {
    latest += 1
    current[name] = latest
    return SandboxID(name, generation: latest)
  }

  /// Removes a sandbox, so that nothing more is stored in it.
  mutating func remove(_ name: String) { current[name] = nil }

  /// Removes a sandbox whose rows cannot be removed now; see ``saveRemovals(_:)``.
  mutating func removeUnsaved(_ name: String) {
    latest += 1
    unsaved[name] = latest
    remove(name)
  }

  /// Stores what ``removeUnsaved(_:)`` could not.
  mutating func saveRemovals(_ db: Database) throws {
    for (name, generation) in unsaved {
      try db.execute(
        sql: """
          INSERT INTO sandbox (name, generation) VALUES (?, ?)
          ON CONFLICT (name) DO UPDATE SET generation = max(generation, excluded.generation)
          """, arguments: [name, generation])
      try db.execute(sql: "DELETE FROM snapshot WHERE sandbox = ?", arguments: [name])
    }
    unsaved = [:]
  }
}
