import Dispatch
import Synchronization
import UnderstudyWireMock

/// The latest requests of all sandboxes, in memory, in the order of their arrival. The oldest entry is evicted first.
///
/// A request whose response is deferred has a waiting entry from its arrival, which is replaced in its place by the complete
/// one.
///
/// Bounded by number and by size, whichever is reached first. Evictions are counted for each sandbox, so that a
/// missing entry does not look like a request that was never made. Removed entries count until they are freed, which the
/// background does at once, and an entry that needs their room.
package final class Journal: Sendable {
  /// The most that the journal keeps, over all sandboxes.
  package struct Limits: Sendable {
    package var entries = 10_000
    package var bytes = 64 << 20

    package init() {}
  }

  /// The entries that are kept, and how many were evicted.
  package struct Usage: Sendable {
    package var entries = 0
    package var bytes = 0
    package var evictions = 0
    /// The entries that wait for their response.
    package var waiting = 0
  }

  /// The entries of one sandbox.
  package struct View: Sendable {
    /// Oldest first.
    package let entries: [JournalEntry]
    package let evictions: Int
  }

  package let limits: Limits
  let state = Mutex(State())
  private let freeing = DispatchQueue(label: "journal", qos: .utility)
  /// The size of the entries that are freed together, in bytes: besides the limit, so many may be in memory.
  package static let portion = 1 << 20

  package init(_ limits: Limits = Limits()) { self.limits = limits }

  /// The usage of all sandboxes together.
  package var usage: Usage { state.withLock(\.usage) }

  /// The size of everything that is in memory, also of removed entries that are not freed yet.
  package var bytesInMemory: Int { state.withLock(\.bytesInMemory) }

  package func usage(of generation: SandboxGeneration) -> Usage {
    state.withLock { $0.usageByGeneration[generation] ?? Usage() }
  }

  /// Returns how many entries of a sandbox were evicted.
  package func evictions(of generation: SandboxGeneration) -> Int { usage(of: generation).evictions }

  /// - Parameter generation: nil for the entries of all sandboxes.
  package func view(of generation: SandboxGeneration?) -> View { state.withLock { $0.view(of: generation) } }

  /// Returns the entries of a sandbox, oldest first.
  /// - Parameter generation: nil for those of all sandboxes.
  package func entries(of generation: SandboxGeneration?) -> [JournalEntry] { view(of: generation).entries }

  /// - Parameter generation: nil for any sandbox.
  package func entry(_ id: String, of generation: SandboxGeneration?) -> JournalEntry? {
    entries(of: generation).first { $0.id == id }
  }

  /// What the entries of one sandbox have in common.
  package struct Summary: Sendable {
    /// The number of requests that a rule refused.
    package fileprivate(set) var refused = 0
    package fileprivate(set) var last: JournalEntry
  }

  /// The summaries of all sandboxes that have entries.
  package var summaries: [SandboxGeneration: Summary] {
    // Counted outside of the lock, which every request needs.
    entries(of: nil).reduce(into: [:]) { summaries, entry in
      summaries[entry.generation, default: Summary(last: entry)].last = entry
      if entry.rule != nil { summaries[entry.generation]?.refused += 1 }
    }
  }

  /// The requests that one rule refused.
  package typealias Refusals = (count: Int, last: JournalEntry)

  /// Returns the refusals in a sandbox, by the id of the rule.
  package func refusals(of generation: SandboxGeneration) -> [String: Refusals] {
    entries(of: generation).reduce(into: [:]) { refusals, entry in
      if let rule = entry.rule { refusals[rule] = ((refusals[rule]?.count ?? 0) + 1, entry) }
    }
  }

  /// Returns the entries with a change, in the order of the changes. The journal's own order may differ, because a later
  /// update can be answered first.
  package func changes(of generation: SandboxGeneration) -> [JournalEntry] {
    let changes = entries(of: generation).compactMap { entry in
      entry.changeNumber.map { (number: $0, entry: entry) }
    }
    return changes.sorted { $0.number < $1.number }.map(\.entry)
  }
}

extension Journal {
  /// Accepts entries of a new generation from now on.
  func startRecording(_ generation: SandboxGeneration) {
    state.withLock { $0.usageByGeneration[generation] = Usage() }
  }

  /// Accepts no more entries of a generation, and removes those that it has. Takes constant time: the background frees
  /// its entries.
  func stopRecording(_ generation: SandboxGeneration, of sandbox: String) {
    let observers = state.withLock { state in
      state.subscribers.publishReset(of: generation, in: sandbox)
      return state.removeGeneration(generation)
    }
    freeInBackground()
    for observer in observers { observer.onReset() }
  }

  /// Adds an entry, unless its generation has ended, and passes it to subscribers and observers.
  func record(_ entry: JournalEntry) { add(entry) { $0.append(entry) } }

  /// Replaces a waiting entry by the complete one, unless it has been removed or evicted, and passes it to subscribers and
  /// observers.
  func complete(_ waiting: JournalEntry, with entry: JournalEntry) {
    add(entry) { $0.replace(waiting, with: entry) }
  }

  /// - Parameter insert: returns whether the entry is in the journal.
  private func add(_ entry: JournalEntry, insert: (inout State) -> Bool) {
    // Evicted entries are freed outside of the lock.
    let (observers, evicted) = state.withLock { state -> ([ObjectIdentifier: Observer], [JournalEntry]) in
      guard insert(&state) else { return ([:], []) }
      if !state.subscribers.isEmpty { state.subscribers.publish(entry) }
      return (state.observers(of: entry.generation), state.evict(beyond: limits))
    }
    withExtendedLifetime(evicted) {}
    guard !observers.isEmpty else { return }
    // All observers share one request, whose budget bounds their comparisons together.
    let request = entry.sentRequest(within: .perRequest)
    let stopped = observers.filter { $0.value.onEntry(entry, request) == .stop }.keys
    state.withLock { state in stopped.forEach { state.observers[$0] = nil } }
  }

  /// Removes a waiting entry whose response will never be produced.
  func remove(_ waiting: JournalEntry) { state.withLock { $0.remove(waiting) } }

  /// Marks the entry of a request whose client has left.
  /// - Parameter number: see ``JournalEntry/number``.
  package func markDeparted(_ number: UInt64) {
    state.withLock { state in
      guard let entry = state.entries.last(where: { $0.number == number }), entry.markDeparted() else { return }
      if state.isRecorded(entry.generation) { state.subscribers.publish(.departed(entry), of: entry) }
    }
  }

  /// Counts entries as evicted that an earlier generation of the sandbox lost when it was removed to free memory.
  func addEvictions(_ count: Int, to generation: SandboxGeneration) {
    state.withLock { $0.usageByGeneration[generation]?.evictions += count }
  }

  /// Removes the entries of a sandbox that meet a condition.
  /// - Returns: the removed entries.
  @discardableResult
  package func removeEntries(
    of generation: SandboxGeneration, where isRemoved: (JournalEntry) -> Bool
  ) -> [JournalEntry] {
    // The condition may take long, so it is evaluated outside of the lock. A waiting entry may be completed meanwhile.
    let removed = Set(entries(of: generation).filter(isRemoved).map(\.number))
    return state.withLock { state in
      state.removeEntries { $0.generation == generation && removed.contains($0.number) }
    }
  }

  /// Removes all entries of a sandbox and sets its number of evictions to zero.
  package func removeAllEntries(of generation: SandboxGeneration) {
    state.withLock { $0.removeAllEntries(of: generation) }
    freeInBackground()
  }

  /// Frees the memory of entries that were removed, and of generations that have ended.
  private func freeInBackground() {
    guard state.withLock({ $0.startFreeing() }) else { return }
    freeing.async { [self] in while freePortion() {} }
  }

  /// - Returns: Whether there was anything to free.
  private func freePortion() -> Bool {
    // Freed outside of the lock, in the order of the calls: each portion before the next is taken.
    let removed = state.withLock { $0.removedPortion(bytes: Self.portion) }
    return !removed.isEmpty
  }
}
