import UnderstudyJSON

/// Parsed agents, each as the database has it.
///
/// Reading an agent of 2 KB from SQLite and parsing it takes longer than writing it (see
/// `docs/architecture.md`). If the cache is full, the agents that came first are removed.
struct AgentCache: Sendable {
  private struct Entry {
    let stored: AgentStatements.StoredRow
    let bytes: Int
  }

  /// In bytes, as they are in memory.
  let limit: Int
  private var entries: [AgentKey: Entry] = [:]
  private var bytes = 0
  /// The keys in the order in which they came; those before `first` have been removed.
  private var keys: [AgentKey] = []
  private var first = 0

  init(limit: Int) { self.limit = limit }

  /// The row of an agent; nil if the cache does not know.
  subscript(key: AgentKey) -> AgentStatements.StoredRow? { entries[key].map(\.stored) }

  /// - Parameter footprint: ``Members/footprint``, if it is known already.
  mutating func insert(_ stored: AgentStatements.StoredRow, _ footprint: Int? = nil, at key: AgentKey) {
    let text = stored.text?.footprint ?? 0
    let entry = Entry(stored: stored, bytes: text + (footprint ?? stored.record?.footprint ?? 0))
    bytes += entry.bytes + Self.overhead
    if let old = entries.updateValue(entry, forKey: key) {
      bytes -= old.bytes + Self.overhead
    } else {
      keys.append(key)
    }
    while bytes > limit, first < keys.count { removeFirst() }
  }

  private mutating func removeFirst() {
    if let old = entries.removeValue(forKey: keys[first]) { bytes -= old.bytes + Self.overhead }
    first += 1
    // Half of them at a time, so that moving the others costs each key once.
    guard first * 2 > keys.count else { return }
    keys.removeFirst(first)
    first = 0
  }

  /// About what an entry takes besides its record.
  private static let overhead = 256
}
