import UnderstudyJSON

/// The agents that updates had to do with lately, as they now are: an update that finds its agent here needs no SQL to
/// read it.
///
/// In memory it needs none to write it either: there is nothing that outlives the process, so seeds and changes collect
/// here until somebody asks the database.
struct RecentAgents {
  private struct Entry {
    let record: Members
    let bytes: Int
    /// Whether the database does not have it yet.
    var isPending: Bool
  }

  private var entries: [AgentKey: Entry] = [:]
  /// What agents are in sandboxes that have not changed them; only in memory, where nothing else has them.
  private var seeds = PackedSeeds()
  /// Whether the database does not have the seeds yet.
  private var areSeedsPending = false
  /// About what the records take.
  private var bytes = 0
  private let limit: Int
  /// Whether the database has nothing that is not here.
  private(set) var isComplete: Bool

  init(_ location: AgentStore.Location) {
    isComplete = location == .memory
    // In memory this is where agents are; 100,000 that all have been updated fit.
    limit = location == .memory ? 256 << 20 : 32 << 20
  }

  subscript(key: AgentKey) -> Members? { entries[key]?.record }

  /// What the agent of this key is in a sandbox that has not changed it.
  func seed(of key: AgentKey) throws(StoreError) -> Members? {
    try seeds[key.collection, key.id]
  }

  /// Whether there are more than should be kept.
  var isFull: Bool { bytes > limit }

  var hasPending: Bool { areSeedsPending || entries.values.contains(where: \.isPending) }

  /// Visits what the database does not have yet.
  func forEachPending(_ visit: (AgentKey, _ text: [UInt8]) throws(StoreError) -> Void) throws(StoreError) {
    if areSeedsPending { try seeds.forEach(visit) }
    for (key, entry) in entries where entry.isPending { try visit(key, entry.record.bytes) }
  }

  /// Where they are complete.
  func count(in sandbox: SandboxID) -> Int {
    seeds.count + entries.keys.count { $0.sandbox == sandbox && !seeds.contains($0.collection, $0.id) }
  }

  enum Place { case database, pending }

  /// - Parameters:
  ///   - size: about what it takes, in bytes.
  ///   - place: where the record is besides here.
  mutating func keep(_ record: Members, _ size: Int, of key: AgentKey, in place: Place) {
    // Where one seed is looked at, others will be; to make room for many of them later takes tens of milliseconds.
    if entries.isEmpty { entries.reserveCapacity(seeds.count) }
    let entry = Entry(record: record, bytes: size, isPending: place == .pending)
    bytes += entry.bytes
    if let old = entries.updateValue(entry, forKey: key) { bytes -= old.bytes }
  }

  /// A seed that the database does not have yet, unless there is one of its key.
  mutating func keep(seed agent: StoredAgent) {
    bytes -= seeds.byteCount
    seeds.insert(agent)
    bytes += seeds.byteCount
    areSeedsPending = true
  }

  /// The database has all of them.
  mutating func noteSaved() {
    areSeedsPending = false
    for key in entries.keys { entries[key]?.isPending = false }
  }

  enum Part: Equatable {
    case none
    case agent(AgentKey)
    case all
  }

  /// Only what the database has: it is where they are looked for from now on.
  mutating func forget(_ part: Part) {
    switch part {
    case .none: return
    case .agent(let key):
      if let old = entries.removeValue(forKey: key) { bytes -= old.bytes }
    case .all:
      entries = [:]
      seeds = PackedSeeds()
      bytes = 0
    }
    isComplete = false
  }

  /// Those of sandboxes that are over.
  mutating func forget(allBut generations: Generations) {
    entries = entries.filter { generations.isCurrent($0.key.sandbox) }
    bytes = entries.values.reduce(seeds.byteCount) { $0 + $1.bytes }
  }
}
