import GRDB

/// Which generation of each sandbox counts. Numbers are never given twice, so that what began in a sandbox before it
/// was reset or removed can not be taken for something of the next one with its name.
struct Generations {
  private var current: [String: Int] = [:]
  private var latest = 0
  /// How many have ended.
  private(set) var endings = 0

  /// What the rows of a database say: the newest generation of each sandbox.
  init(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT name, max(generation) AS generation FROM (
          SELECT name, generation FROM sandbox
          UNION ALL SELECT DISTINCT sandbox, generation FROM agent WHERE sandbox > ''
          UNION ALL SELECT DISTINCT sandbox, generation FROM audit)
        GROUP BY name
        """)
    for row in rows { current[row["name"]] = row["generation"] }
    latest = current.values.max() ?? 0
  }

  var names: [String] { Array(current.keys) }

  func isCurrent(_ sandbox: SandboxID) -> Bool { current[sandbox.name] == sandbox.generation }

  mutating func sandbox(_ name: String) -> SandboxID {
    current[name].map { SandboxID(name, generation: $0) } ?? begin(name)
  }

  /// The next generation of a sandbox.
  mutating func begin(_ name: String) -> SandboxID {
    latest += 1
    if current.updateValue(latest, forKey: name) != nil { endings += 1 }
    return SandboxID(name, generation: latest)
  }

  /// Forgets a sandbox, so that nothing more is stored in it.
  mutating func end(_ name: String) {
    if current.removeValue(forKey: name) != nil { endings += 1 }
  }
}
