/// Parsed agents, each as the database has it.
///
/// Reading an agent of 2 KB from SQLite and parsing it takes longer than writing it (see
/// `docs/architecture.md`). If the cache is full, the agents that came first are removed.
struct AgentCache: Sendable {
  typealias Row = AgentStatements.StoredRow

  /// An agent's row and its place in the cache, so that replacing the row takes no second search.
  struct Entry {
    let row: Row
    /// Valid until the next insertion; nil if the cache does not have the row.
    fileprivate(set) var place: Dictionary<AgentKey, Row>.Index?
  }

  /// In bytes, as they are in memory.
  let limit: Int
  private var rows: [AgentKey: Row] = [:]
  private var bytes = 0
  /// The keys in the order in which they came; those before `first` have been removed.
  private var keys: [AgentKey] = []
  private var first = 0

  init(limit: Int) { self.limit = limit }

  /// The entry of an agent; nil if the cache does not know.
  subscript(key: AgentKey) -> Entry? { rows.index(forKey: key).map { Entry(row: rows[$0].value, place: $0) } }

  mutating func insert(_ row: Row, at key: AgentKey) {
    bytes += row.footprint + Self.overhead
    if let old = rows.updateValue(row, forKey: key) {
      bytes -= old.footprint + Self.overhead
    } else {
      keys.append(key)
    }
    removeExcess()
  }

  /// Replaces the row of an entry.
  mutating func replace(_ old: Entry?, with row: Row, at key: AgentKey) {
    guard let old, let place = old.place else { return insert(row, at: key) }
    bytes += row.footprint - old.row.footprint
    rows.values[place] = row
    removeExcess()
  }

  private mutating func removeExcess() {
    while bytes > limit, first < keys.count { removeFirst() }
  }

  private mutating func removeFirst() {
    if let old = rows.removeValue(forKey: keys[first]) { bytes -= old.footprint + Self.overhead }
    first += 1
    // Half of them at a time, so that moving the others costs each key once.
    guard first * 2 > keys.count else { return }
    keys.removeFirst(first)
    first = 0
  }

  /// About what an entry takes besides its record.
  private static let overhead = 256
}
