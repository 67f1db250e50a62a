extension Journal {
  /// What the journal's lock protects.
  struct State {
    /// Entries of ended generations may remain for a while, but do not count as usage.
    fileprivate(set) var entries = Queue<JournalEntry>()
    fileprivate(set) var usage = Usage()
    /// The usage of each generation that is recorded.
    var usageByGeneration: [SandboxGeneration: Usage] = [:]
    var observers: [ObjectIdentifier: Observer] = [:]
    var subscribers = Subscribers()
    /// Entries that were removed. Freeing them takes much longer than removing them.
    private var unfreed: [JournalEntry] = []
    private var unfreedBytes = 0
    /// The size of the entries of ended generations.
    fileprivate var endedBytes = 0
    /// Whether the background frees what was removed.
    fileprivate var isFreeing = false
  }
}

/// Memory that was removed and is not free yet. It counts as the journal's until it is.
extension Journal.State {
  /// The size of everything that is in memory.
  var bytesInMemory: Int { usage.bytes + endedBytes + unfreedBytes }

  fileprivate mutating func addUnfreed(_ entries: [JournalEntry]) {
    unfreed += entries
    unfreedBytes += entries.reduce(0) { $0 + $1.bytes }
  }

  fileprivate mutating func popUnfreed() -> JournalEntry? {
    let entry = unfreed.popLast()
    unfreedBytes -= entry?.bytes ?? 0
    return entry
  }

  fileprivate mutating func collectEndedEntries() {
    guard entries.count > usage.entries else { return }
    addUnfreed(entries.removeAll { usageByGeneration[$0.generation] == nil })
    endedBytes = 0
  }

  /// Marks the background as freeing, until ``removedPortion(bytes:)`` returns nothing.
  /// - Returns: Whether it must be started.
  mutating func startFreeing() -> Bool {
    guard !isFreeing, endedBytes + unfreedBytes > 0 else { return false }
    isFreeing = true
    return true
  }

  /// Returns the next removed entries to free.
  mutating func removedPortion(bytes: Int) -> [JournalEntry] {
    collectEndedEntries()
    var portion: [JournalEntry] = []
    let rest = unfreedBytes - bytes
    while unfreedBytes > max(0, rest), let entry = popUnfreed() { portion.append(entry) }
    if portion.isEmpty { isFreeing = false }
    return portion
  }
}

extension Journal.State {
  /// - Parameter generation: nil for all that are recorded.
  func view(of generation: SandboxGeneration?) -> Journal.View {
    guard let generation else {
      return Journal.View(
        entries: entries.filter { usageByGeneration[$0.generation] != nil }, evictions: usage.evictions)
    }
    return Journal.View(
      entries: entries.filter { $0.generation == generation },
      evictions: usageByGeneration[generation]?.evictions ?? 0)
  }

  func observers(of generation: SandboxGeneration) -> [ObjectIdentifier: Journal.Observer] {
    observers.isEmpty ? [:] : observers.filter { $0.value.generation == generation }
  }

  /// Changes the usage of a generation in its place.
  /// - Returns: Whether the generation is recorded.
  @discardableResult
  private mutating func updateUsage(
    of generation: SandboxGeneration, _ change: (inout Journal.Usage) -> Void
  ) -> Bool {
    guard let place = usageByGeneration.index(forKey: generation) else { return false }
    change(&usageByGeneration.values[place])
    return true
  }

  /// - Returns: whether the entry's generation is recorded.
  mutating func append(_ entry: JournalEntry) -> Bool {
    guard updateUsage(of: entry.generation, { $0.add(entry) }) else { return false }
    entries.append(entry)
    usage.add(entry)
    return true
  }

  func isRecorded(_ generation: SandboxGeneration) -> Bool { usageByGeneration[generation] != nil }

  /// - Returns: whether the waiting entry was there and its generation is recorded.
  mutating func replace(_ waiting: JournalEntry, with entry: JournalEntry) -> Bool {
    guard isRecorded(entry.generation), entries.replaceLast(where: { $0 === waiting }, with: entry) else {
      return false
    }
    if waiting.isDeparted { _ = entry.markDeparted() }
    usage.replace(waiting, with: entry)
    updateUsage(of: entry.generation) { $0.replace(waiting, with: entry) }
    return true
  }

  mutating func remove(_ waiting: JournalEntry) {
    guard isRecorded(waiting.generation), entries.removeLast(where: { $0 === waiting }) != nil else { return }
    usage.remove(waiting)
    updateUsage(of: waiting.generation) { $0.remove(waiting) }
  }

  /// Returns the complete entries that were recorded after a known one, in the order in which they were recorded.
  /// - Parameter generation: nil for those of all sandboxes.
  func entries(recordedAfter id: String, of generation: SandboxGeneration?) -> [JournalEntry] {
    let all = view(of: generation).entries
    guard let index = all.lastIndex(where: { $0.id == id }), let end = all[index].end else { return [] }
    // A deferred response may be produced long after those to later requests.
    let missed =
      all[..<index].filter { $0.end.map { $0 > end } ?? false }
      + all[index...].dropFirst().filter { $0.end.map { $0 >= end } ?? false }
    return missed.sorted { ($0.end ?? end) < ($1.end ?? end) }
  }

  /// - Returns: the entries to free: the removed ones first, then the oldest.
  mutating func evict(beyond limits: Journal.Limits) -> [JournalEntry] {
    var evicted: [JournalEntry] = []
    if endedBytes > 0, bytesInMemory > limits.bytes { collectEndedEntries() }
    while bytesInMemory > limits.bytes, let entry = popUnfreed() { evicted.append(entry) }
    while usage.entries > limits.entries || usage.bytes > limits.bytes, let entry = entries.popFirst() {
      evicted.append(entry)
      guard updateUsage(of: entry.generation, { $0.evict(entry) }) else {
        endedBytes -= entry.bytes
        continue
      }
      usage.evict(entry)
    }
    return evicted
  }

  /// - Returns: the removed entries.
  mutating func removeEntries(where isRemoved: (JournalEntry) -> Bool) -> [JournalEntry] {
    let removed = entries.removeAll { usageByGeneration[$0.generation] != nil && isRemoved($0) }
    for entry in removed {
      usage.remove(entry)
      updateUsage(of: entry.generation) { $0.remove(entry) }
    }
    return removed
  }

  /// Removes all entries of a generation and sets its number of evictions to zero.
  mutating func removeAllEntries(of generation: SandboxGeneration) {
    addUnfreed(removeEntries { $0.generation == generation })
    if usageByGeneration[generation] != nil { usageByGeneration[generation] = Journal.Usage() }
  }

  /// - Returns: the observers of the generation, which are removed.
  mutating func removeGeneration(_ generation: SandboxGeneration) -> [Journal.Observer] {
    guard let part = usageByGeneration.removeValue(forKey: generation) else { return [] }
    usage.entries -= part.entries
    usage.bytes -= part.bytes
    endedBytes += part.bytes
    usage.waiting -= part.waiting
    let removed = observers(of: generation)
    for id in removed.keys { observers[id] = nil }
    return Array(removed.values)
  }
}

extension Journal.Usage {
  fileprivate mutating func add(_ entry: JournalEntry) {
    entries += 1
    bytes += entry.bytes
    if entry.isWaiting { waiting += 1 }
  }

  fileprivate mutating func replace(_ former: JournalEntry, with entry: JournalEntry) {
    remove(former)
    add(entry)
  }

  fileprivate mutating func remove(_ entry: JournalEntry) {
    entries -= 1
    bytes -= entry.bytes
    if entry.isWaiting { waiting -= 1 }
  }

  fileprivate mutating func evict(_ entry: JournalEntry) {
    remove(entry)
    evictions += 1
  }
}
