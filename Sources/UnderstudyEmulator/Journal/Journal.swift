import Synchronization
import UnderstudyWireMock

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
    /// Those of sandboxes that are over may stay for a while, but count no more.
    var entries = Queue<JournalEntry>()
    var use = Use()
    /// The part of each sandbox.
    var parts: [SandboxGeneration: Use] = [:]
    var watches: [ObjectIdentifier: Watch] = [:]
    var subscribers = Subscribers()
    /// What was cleared and is not freed yet, which takes much longer.
    var remains: [JournalEntry] = []
  }

  /// The entries of one sandbox.
  package struct View: Sendable {
    /// Oldest first.
    package let entries: [JournalEntry]
    /// How many had to go.
    package let evictions: Int
  }

  /// Looks at an entry that was just made, and says whether it wants to see another.
  package typealias Notice = @Sendable (JournalEntry, SentRequest) -> Interest
  package enum Interest: Sendable { case goesOn, over }

  fileprivate struct Watch {
    let generation: SandboxGeneration
    let notice: Notice
  }

  /// What a follower hears of.
  package enum JournalEvent: Sendable {
    case answered(JournalEntry)
    /// The sandbox was reset or removed, and its entries with it.
    case gone
  }

  /// Called while nobody else can record anything, so that everybody hears the same in the same order: it must be quick,
  /// and not ask the journal.
  package typealias EventHandler = @Sendable (JournalEvent) -> Void

  package init(_ limits: Limits = Limits()) { self.limits = limits }

  package var use: Use { state.withLock(\.use) }

  /// A sandbox begins, whose requests are recorded from now on.
  func begin(_ generation: SandboxGeneration) { state.withLock { $0.parts[generation] = Use() } }

  /// Records a request, unless its sandbox is over.
  func record(_ entry: JournalEntry) {
    // What is given up is freed after the lock.
    let (notices, evicted) = state.withLock { state -> ([ObjectIdentifier: Watch], [JournalEntry]) in
      guard state.append(entry) else { return ([:], []) }
      if !state.subscribers.isEmpty { state.subscribers.hear(of: entry) }
      return (state.notices(for: entry), state.evict(beyond: limits))
    }
    withExtendedLifetime(evicted) {}
    guard !notices.isEmpty else { return }
    // All who wait look at the same request, and what they may take together is bounded.
    let sent = entry.sentRequest(within: .ofRequest)
    let over = notices.filter { $0.value.notice(entry, sent) == .over }.keys
    state.withLock { state in over.forEach { state.watches[$0] = nil } }
  }

  package func view(of generation: SandboxGeneration) -> View { state.withLock { $0.view(of: generation) } }

  /// The entries of a sandbox, oldest first.
  package func entries(of generation: SandboxGeneration) -> [JournalEntry] { view(of: generation).entries }

  /// The entries with a change, in the order of the changes: an answer may have overtaken that to an earlier update.
  package func changes(of generation: SandboxGeneration) -> [JournalEntry] {
    let changes = entries(of: generation).compactMap { entry in
      entry.changeNumber.map { (number: $0, entry: entry) }
    }
    return changes.sorted { $0.number < $1.number }.map(\.entry)
  }

  /// What it holds of a sandbox.
  package func use(of generation: SandboxGeneration) -> Use { state.withLock { $0.parts[generation] ?? Use() } }

  /// How many entries of a sandbox had to go.
  package func evictions(of generation: SandboxGeneration) -> Int { use(of: generation).evictions }

  package func entry(_ id: String, of generation: SandboxGeneration) -> JournalEntry? {
    state.withLock { $0.entries.filter { $0.generation == generation && $0.id == id }.first }
  }

  /// - Returns: the entries that are gone.
  @discardableResult
  package func remove(
    of generation: SandboxGeneration, where isRemoved: (JournalEntry) -> Bool
  ) -> [JournalEntry] {
    // Asked outside of the lock: it may take long.
    let removed = Set(entries(of: generation).filter(isRemoved).map(ObjectIdentifier.init))
    return state.withLock { $0.take { removed.contains(ObjectIdentifier($0)) } }
  }

  /// Removes all entries of a sandbox, and forgets that any had to go.
  package func clear(_ generation: SandboxGeneration) {
    state.withLock { state in
      state.remains += state.take { $0.generation == generation }
      if state.parts[generation] != nil { state.parts[generation] = Use() }
    }
  }

  /// Frees what was cleared, and what is left of sandboxes that are over.
  package func sweep() {
    let remains = state.withLock { state in
      let dead =
        state.entries.count == state.use.entries ? [] : state.entries.take { state.parts[$0.generation] == nil }
      defer { state.remains = [] }
      return state.remains + dead
    }
    withExtendedLifetime(remains) {}
  }

  /// A sandbox of this name is over. Its entries are not looked at, so that this takes no time.
  func end(_ generation: SandboxGeneration, of sandbox: String) {
    state.withLock { state in
      state.subscribers.hear(ofEndOf: generation, of: sandbox)
      guard let part = state.parts.removeValue(forKey: generation) else { return }
      state.use.entries -= part.entries
      state.use.bytes -= part.bytes
      state.watches = state.watches.filter { $0.value.generation != generation }
    }
  }

  /// Counts entries of a sandbox as gone that were cleared for want of room.
  func noteEvictions(_ count: Int, of generation: SandboxGeneration) {
    state.withLock { $0.parts[generation]?.evictions += count }
  }

  /// How many may watch one sandbox, and how many may follow one: each takes time of every request in it.
  package static let mostWatches = 100

  /// The entries of a sandbox so far; `notice` then gets each further one, until it has seen enough.
  /// - Parameter watcher: unwatches at the latest when it ends.
  /// - Returns: nil where too many watch it already.
  package func watch(_ generation: SandboxGeneration, by watcher: AnyObject, _ notice: @escaping Notice) -> View? {
    state.withLock { state -> View? in
      guard state.watches.values.count(where: { $0.generation == generation }) < Self.mostWatches else {
        return nil
      }
      state.watches[ObjectIdentifier(watcher)] = Watch(generation: generation, notice: notice)
      return state.view(of: generation)
    }
  }

  package func unwatch(by watcher: AnyObject) {
    state.withLock { _ = $0.watches.removeValue(forKey: ObjectIdentifier(watcher)) }
  }

  /// Tells of everything that happens in the sandbox of this name from now on, until `unfollow`.
  /// - Parameters:
  ///   - epoch: the sandbox's own.
  ///   - id: of the last entry that is known already.
  /// - Returns: what came after that entry until now, if it is still there; nil where too many follow already.
  package func follow(
    _ sandbox: String, _ generation: SandboxGeneration, after id: String?, by follower: AnyObject,
    _ tell: @escaping EventHandler
  ) -> [JournalEntry]? {
    state.withLock { state in
      guard state.subscribers.count(of: sandbox) < Self.mostWatches else { return nil }
      state.subscribers.add(follower, of: sandbox, in: generation, tell)
      guard let id else { return [] }
      let entries = state.view(of: generation).entries
      return entries.lastIndex { $0.id == id }.map { Array(entries[$0...].dropFirst()) } ?? []
    }
  }

  package func unfollow(by follower: AnyObject) {
    let held = state.withLock { $0.subscribers.remove(follower) }
    withExtendedLifetime(held) {}
  }
}

extension Journal.State {
  fileprivate func view(of generation: SandboxGeneration) -> Journal.View {
    Journal.View(
      entries: entries.filter { $0.generation == generation }, evictions: parts[generation]?.evictions ?? 0)
  }

  fileprivate func notices(for entry: JournalEntry) -> [ObjectIdentifier: Journal.Watch] {
    watches.isEmpty ? [:] : watches.filter { $0.value.generation == entry.generation }
  }

  /// - Returns: false where its sandbox is over.
  fileprivate mutating func append(_ entry: JournalEntry) -> Bool {
    guard parts[entry.generation]?.count(entry, by: 1) != nil else { return false }
    entries.append(entry)
    use.count(entry, by: 1)
    return true
  }

  fileprivate mutating func evict(beyond limits: Journal.Limits) -> [JournalEntry] {
    var evicted: [JournalEntry] = []
    while use.entries > limits.entries || use.bytes > limits.bytes, let entry = entries.popFirst() {
      evicted.append(entry)
      guard parts[entry.generation]?.evict(entry) != nil else { continue }
      use.evict(entry)
    }
    return evicted
  }

  fileprivate mutating func take(where isTaken: (JournalEntry) -> Bool) -> [JournalEntry] {
    let taken = entries.take { parts[$0.generation] != nil && isTaken($0) }
    for entry in taken {
      use.count(entry, by: -1)
      parts[entry.generation]?.count(entry, by: -1)
    }
    return taken
  }
}

extension Journal.Use {
  fileprivate mutating func count(_ entry: JournalEntry, by sign: Int) {
    entries += sign
    bytes += sign * entry.bytes
  }

  fileprivate mutating func evict(_ entry: JournalEntry) {
    count(entry, by: -1)
    evictions += 1
  }
}
