import Synchronization

/// The latest requests of all sandboxes, in memory; the oldest goes first.
///
/// Bounded by number and by size, whichever is reached first. What had to go is counted for each sandbox, so that
/// nobody takes its absence for an answer.
package final class Journal: Sendable {
  /// What is kept, over all sandboxes.
  package struct Limits: Sendable {
    package var entries = 10_000
    package var bytes = 64 << 20

    package init() {}
  }

  /// What it holds, over all sandboxes.
  package struct Use: Sendable {
    package var entries = 0
    package var bytes = 0
    package var evictions = 0
  }

  package let limits: Limits
  private let state = Mutex(State())

  fileprivate struct State {
    var entries = Queue<JournalEntry>()
    var use = Use()
    var evictions: [Epoch: Int] = [:]
    var watches: [Int: Watch] = [:]
    var lastWatch = 0
  }

  /// The entries of one sandbox.
  package struct View: Sendable {
    /// Oldest first.
    package let entries: [JournalEntry]
    /// How many had to go.
    package let evictions: Int
  }

  /// Looks at an entry that was just made, and says whether it wants to see another.
  package typealias Notice = @Sendable (JournalEntry) -> Interest
  package enum Interest: Sendable { case goesOn, over }

  fileprivate struct Watch {
    let epoch: Epoch
    let notice: Notice
  }

  package init(_ limits: Limits = Limits()) { self.limits = limits }

  package var use: Use { state.withLock(\.use) }

  func record(_ entry: JournalEntry) {
    // What is given up is freed after the lock.
    let (notices, evicted) = state.withLock { state -> ([Int: Watch], [JournalEntry]) in
      state.entries.append(entry)
      state.use.entries += 1
      state.use.bytes += entry.bytes
      return (state.notices(for: entry), state.evict(beyond: limits))
    }
    withExtendedLifetime(evicted) {}
    guard !notices.isEmpty else { return }
    let over = notices.filter { $0.value.notice(entry) == .over }.keys
    state.withLock { state in over.forEach { state.watches[$0] = nil } }
  }

  package func view(of epoch: Epoch) -> View { state.withLock { $0.view(of: epoch) } }

  /// The entries of a sandbox, oldest first.
  package func entries(of epoch: Epoch) -> [JournalEntry] { view(of: epoch).entries }

  /// How many entries of a sandbox had to go.
  package func evictions(of epoch: Epoch) -> Int { state.withLock { $0.evictions[epoch] ?? 0 } }

  package func entry(_ id: String, of epoch: Epoch) -> JournalEntry? {
    state.withLock { $0.entries.filter { $0.exchange.visit.epoch == epoch && $0.id == id }.first }
  }

  /// - Returns: the entries that are gone.
  @discardableResult
  package func remove(
    of epoch: Epoch, where isRemoved: (JournalEntry) -> Bool
  ) -> [JournalEntry] {
    let removed = Set(entries(of: epoch).filter(isRemoved).map(ObjectIdentifier.init))
    return state.withLock { state in
      let gone = state.entries.filter { removed.contains(ObjectIdentifier($0)) }
      state.remove { removed.contains(ObjectIdentifier($0)) }
      return gone
    }
  }

  /// Removes all entries of a sandbox, and forgets that any had to go.
  package func clear(_ epoch: Epoch) {
    state.withLock { state in
      state.remove { $0.exchange.visit.epoch == epoch }
      state.evictions[epoch] = nil
    }
  }

  /// Forgets a sandbox that is over.
  func end(_ epoch: Epoch) {
    clear(epoch)
    state.withLock { state in state.watches = state.watches.filter { $0.value.epoch != epoch } }
  }

  /// Counts entries of a sandbox as gone that were cleared for want of room.
  func noteEvictions(_ count: Int, of epoch: Epoch) {
    if count > 0 { state.withLock { $0.evictions[epoch, default: 0] += count } }
  }

  /// The entries of a sandbox so far; `notice` then gets each further one, until it has seen enough.
  package func watch(_ epoch: Epoch, _ notice: @escaping Notice) -> View {
    state.withLock { state in
      state.lastWatch += 1
      state.watches[state.lastWatch] = Watch(epoch: epoch, notice: notice)
      return state.view(of: epoch)
    }
  }
}

extension Journal.State {
  fileprivate func view(of epoch: Epoch) -> Journal.View {
    Journal.View(
      entries: entries.filter { $0.exchange.visit.epoch == epoch }, evictions: evictions[epoch] ?? 0)
  }

  fileprivate func notices(for entry: JournalEntry) -> [Int: Journal.Watch] {
    watches.isEmpty ? [:] : watches.filter { $0.value.epoch == entry.exchange.visit.epoch }
  }

  fileprivate mutating func evict(beyond limits: Journal.Limits) -> [JournalEntry] {
    var evicted: [JournalEntry] = []
    while use.entries > limits.entries || use.bytes > limits.bytes, let entry = entries.popFirst() {
      use.entries -= 1
      use.bytes -= entry.bytes
      use.evictions += 1
      evictions[entry.exchange.visit.epoch, default: 0] += 1
      evicted.append(entry)
    }
    return evicted
  }

  fileprivate mutating func remove(where isRemoved: (JournalEntry) -> Bool) {
    entries.removeAll(where: isRemoved)
    let left = entries.filter { _ in true }
    use.entries = left.count
    use.bytes = left.reduce(0) { $0 + $1.bytes }
  }
}
