import Logging
import Synchronization
import UnderstudyStore
import UnderstudyVendors

/// The sandboxes in use. One is created when it is first named, and removed on demand or after it has been idle.
///
/// Locks are taken in this order: `changes`, then the store's or a sandbox's. Nothing else is locked, and the store is not
/// called, while `others` is locked: every request needs it.
package final class Sandboxes: Sendable {
  /// The initial state of every sandbox, and the number that are kept.
  package struct Configuration: Sendable {
    package var switches = Switches()
    /// The time at which clocks are frozen; nil for the system's clock.
    package var clock: Timestamp?
    /// The most sandboxes besides the default one. The one that has been idle longest is removed first.
    package var limit = 10_000
    package var idleTime = Duration.seconds(3600)

    package init(switches: Switches = Switches(), clock: Timestamp? = nil) {
      self.switches = switches
      self.clock = clock
    }
  }

  package let configuration: Configuration
  package let journal: Journal
  package let store: AgentStore
  package let mappingMemory = MappingMemory()
  package let edits = AgentEdits()
  /// The sandbox of requests that name none. It is never removed.
  package let defaultSandbox: Sandbox
  private let logger: Logger
  private let others = Mutex<[String: Sandbox]>([:])
  /// Locked while a sandbox is created, reset, restored or removed, so that store and memory agree on its generation.
  private let changes = Mutex(())
  /// The number of journal entries that were lost when a sandbox was evicted, by its name.
  private let lostEntries = Mutex<[String: Int]>([:])
  private static let lostEntriesLimit = 100_000

  /// - Parameter logger: gets errors of the store that no request can be told of.
  package init(
    _ store: AgentStore, _ journal: Journal = Journal(), _ configuration: Configuration = Configuration(),
    logger: Logger = Logger(label: "sandboxes") { _ in SwiftLogNoOpLogHandler() }
  ) {
    self.store = store
    self.journal = journal
    self.configuration = configuration
    self.logger = logger
    defaultSandbox = Self.make(SandboxID.defaultName, store, journal, configuration)
    // A file has rows of others.
    let names = store.sandboxNames.filter { $0 != SandboxID.defaultName }
    // Earlier versions allowed `.` and `..`.
    let invalid = names.filter { (try? SandboxName($0)) == nil }
    if let first = invalid.first {
      logger.warning(
        "the database has sandboxes whose names are invalid; they are ignored",
        metadata: ["count": "\(invalid.count)", "first": "\(first.prefix(100))"])
    }
    for name in names where (try? SandboxName(name)) != nil {
      let sandbox = Self.make(name, store, journal, configuration)
      others.withLock { $0[name] = sandbox }
    }
  }

  private static func make(
    _ name: String, _ store: AgentStore, _ journal: Journal, _ configuration: Configuration
  ) -> Sandbox {
    let sandbox = Sandbox(store.sandbox(name), switches: configuration.switches, frozenAt: configuration.clock)
    journal.startRecording(sandbox.generation)
    return sandbox
  }

  /// The sandbox of a name, which is created if there is none; nil names the default one.
  package subscript(name: SandboxName?) -> Sandbox {
    guard let name, name.text != SandboxID.defaultName else { return defaultSandbox }
    if let sandbox = existing(name.text) { return sandbox }
    let sandbox = changes.withLock { _ in
      // Another thread may have created it in between.
      existing(name.text) ?? create(name.text)
    }
    removeExcess()
    return sandbox
  }

  /// The sandbox of a name besides the default one; nil if there is none.
  private func existing(_ name: String) -> Sandbox? { others.withLock { $0[name] } }

  /// The sandbox of a name; nil if it is not in use.
  package func inUse(_ name: String) -> Sandbox? { name == SandboxID.defaultName ? defaultSandbox : existing(name) }

  private func create(_ name: String) -> Sandbox {
    let sandbox = Self.make(name, store, journal, configuration)
    journal.addEvictions(lostEntries.withLock { $0.removeValue(forKey: name) } ?? 0, to: sandbox.generation)
    others.withLock { $0[name] = sandbox }
    journal.publishCreation(of: name)
    return sandbox
  }

  /// The default sandbox first, then the others by name.
  package var all: [Sandbox] {
    [defaultSandbox] + others.withLock { Array($0.values) }.sorted { $0.name < $1.name }
  }

  /// Resets a sandbox to its initial state. Deferred responses are cut off.
  package func reset(_ sandbox: Sandbox) throws(StoreError) {
    try change(sandbox) { () throws(StoreError) in start(sandbox, try store.reset(sandbox.name)) }
  }

  /// Makes a sandbox's agents those of a snapshot.
  /// - Returns: false if there is no such snapshot.
  package func restore(_ snapshot: String, of sandbox: Sandbox) throws(StoreError) -> Bool {
    try change(sandbox) { () throws(StoreError) in
      guard let restored = try store.restoreSnapshot(snapshot, of: sandbox.id) else { return false }
      sandbox.replaceAgents(with: restored)
      return true
    } ?? false
  }

  /// Removes a sandbox and everything in it. The default one is only reset.
  package func remove(_ sandbox: Sandbox) throws(StoreError) {
    try change(sandbox) { () throws(StoreError) in
      try store.remove(sandbox.name)
      guard sandbox !== defaultSandbox else { return start(sandbox, store.sandbox(sandbox.name)) }
      forget(sandbox)
    }
  }

  private func forget(_ sandbox: Sandbox) {
    others.withLock { $0[sandbox.name] = nil }
    // Requests that have it already can store nothing in it, and are not recorded.
    reset(sandbox, to: .removed(sandbox.name), SandboxGeneration())
  }

  /// Changes a sandbox, unless it has been removed: another may have its name.
  private func change<Value: Sendable>(
    _ sandbox: Sandbox, _ work: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    try changes.withLock { _ throws(StoreError) in
      guard sandbox === defaultSandbox || existing(sandbox.name) === sandbox else { return nil }
      return try work()
    }
  }

  private func start(_ sandbox: Sandbox, _ id: SandboxID) {
    let generation = SandboxGeneration()
    journal.startRecording(generation)
    reset(sandbox, to: id, generation)
  }

  private func reset(_ sandbox: Sandbox, to id: SandboxID, _ generation: SandboxGeneration) {
    let (ended, deferred) = sandbox.reset(
      to: id, generation, switches: configuration.switches, frozenAt: configuration.clock)
    journal.stopRecording(ended, of: sandbox.name)
    // Afterwards, because removing each waiting request from a journal that goes on takes time.
    deferred.forEach { $0.cutOff() }
  }

  /// Removes the sandboxes that have been idle for too long, and those beyond the limit.
  package func removeUnused() {
    for sandbox in others.withLock({ Array($0.values) })
    where sandbox.idleTime > configuration.idleTime && sandbox.deferredCount == 0 {
      evict(sandbox)
    }
    removeExcess()
  }

  private func removeExcess() {
    while let all = others.withLock({ $0.count > configuration.limit ? Array($0.values) : nil }) {
      guard let oldest = all.min(by: { $0.lastUse < $1.lastUse }) else { return }
      evict(oldest)
    }
  }

  /// Removes a sandbox, also if that cannot be stored, and keeps the number of journal entries that are lost with it.
  private func evict(_ sandbox: Sandbox) {
    let usage = journal.usage(of: sandbox.generation)
    let lost = usage.entries + usage.evictions
    if lost > 0 {
      lostEntries.withLock { entries in
        if entries.count >= Self.lostEntriesLimit { entries.removeAll() }
        entries[sandbox.name] = lost
      }
    }
    changes.withLock { _ in
      guard existing(sandbox.name) === sandbox else { return }
      do throws(StoreError) {
        try store.evict(sandbox.name)
      } catch {
        logger.error(
          "a sandbox was removed, but not yet from the database; that will be tried again",
          metadata: ["sandbox": "\(sandbox.name)", "reason": "\(error)"])
      }
      forget(sandbox)
    }
  }
}
