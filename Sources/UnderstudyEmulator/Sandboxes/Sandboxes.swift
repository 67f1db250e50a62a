import Synchronization
import UnderstudyStore
import UnderstudyVendors

/// The sandboxes in use. One appears when it is first named, and goes when it is removed or idle for long.
package final class Sandboxes: Sendable {
  /// How every sandbox begins, and how many are kept.
  package struct Configuration: Sendable {
    package var switches = Switches()
    /// The time that stands still; nil: the system's clock.
    package var clock: Timestamp?
    /// At most so many besides the default one; the one that is idle for longest makes room.
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
  /// The sandbox of requests that name none; it is never idle.
  package let standard: Sandbox
  private let others = Mutex<[String: Sandbox]>([:])
  /// Held while one begins anew or goes, so that store and memory agree on what came last.
  private let turn = Mutex(())
  /// How many entries of the journal went with sandboxes that had to make room.
  private let abandoned = Mutex<[String: Int]>([:])
  private static let abandonedKept = 100_000

  package init(
    _ store: AgentStore, _ journal: Journal = Journal(), _ configuration: Configuration = Configuration()
  ) {
    self.store = store
    self.journal = journal
    self.configuration = configuration
    standard = Self.fresh(SandboxID.defaultName, store, journal, configuration)
    // Those that a database remembers.
    for name in store.sandboxNames where name != SandboxID.defaultName {
      others.withLock { $0[name] = Self.fresh(name, store, journal, configuration) }
    }
  }

  private static func fresh(
    _ name: String, _ store: AgentStore, _ journal: Journal, _ configuration: Configuration
  ) -> Sandbox {
    let sandbox = Sandbox(store.sandbox(name), switches: configuration.switches, frozenAt: configuration.clock)
    journal.startRecording(sandbox.generation)
    return sandbox
  }

  /// - Parameter name: nil for the default one; see ``SandboxName``.
  package subscript(name: SandboxName?) -> Sandbox {
    guard let name, name.text != SandboxID.defaultName else { return standard }
    let (sandbox, isFresh) = others.withLock { others in
      if let known = others[name.text] { return (known, false) }
      let fresh = Self.fresh(name.text, store, journal, configuration)
      journal.addEvictions(abandoned.withLock { $0.removeValue(forKey: name.text) } ?? 0, to: fresh.generation)
      others[name.text] = fresh
      return (fresh, true)
    }
    if isFresh { try? makeRoom() }
    return sandbox
  }

  private func makeRoom() throws(StoreError) {
    while let oldest = others.withLock({ others in
      others.count > configuration.limit ? others.values.min { $0.lastUse < $1.lastUse } : nil
    }) {
      try abandon(oldest)
    }
  }

  /// The default one first, then the others by name.
  package var all: [Sandbox] { [standard] + others.withLock { $0.values.sorted { $0.name < $1.name } } }

  /// Makes a sandbox as it began, in one transaction. Answers that still wait in it are cut off.
  package func reset(_ sandbox: Sandbox) throws(StoreError) {
    try inTurn(sandbox) { () throws(StoreError) in begin(sandbox, try store.reset(sandbox.name)) }
  }

  /// Makes a sandbox's agents what they were when a snapshot was saved.
  /// - Returns: false where there is no such snapshot.
  package func restore(_ snapshot: String, of sandbox: Sandbox) throws(StoreError) -> Bool {
    var restored: SandboxID?
    try inTurn(sandbox) { () throws(StoreError) in
      restored = try store.restoreSnapshot(snapshot, of: sandbox.id)
      if let restored { sandbox.begin(restored) }
    }
    return restored != nil
  }

  /// Removes a sandbox and everything of it; the default one is only reset.
  package func remove(_ sandbox: Sandbox) throws(StoreError) {
    try inTurn(sandbox) { () throws(StoreError) in
      try store.remove(sandbox.name)
      guard sandbox !== standard else { return begin(sandbox, store.sandbox(sandbox.name)) }
      others.withLock { $0[sandbox.name] = nil }
      // A request that has found it just now must not make anything of it.
      begin(sandbox, .removed(sandbox.name), SandboxGeneration())
    }
  }

  /// Does nothing where the sandbox has been removed meanwhile: another may have its name by now.
  private func inTurn(_ sandbox: Sandbox, _ work: () throws(StoreError) -> Void) throws(StoreError) {
    try turn.withLock { _ throws(StoreError) in
      guard sandbox === standard || others.withLock({ $0[sandbox.name] === sandbox }) else { return }
      try work()
    }
  }

  private func begin(_ sandbox: Sandbox, _ id: SandboxID) {
    let generation = SandboxGeneration()
    journal.startRecording(generation)
    begin(sandbox, id, generation)
  }

  private func begin(_ sandbox: Sandbox, _ id: SandboxID, _ generation: SandboxGeneration) {
    let old = sandbox.begin(id, generation, switches: configuration.switches, frozenAt: configuration.clock)
    journal.stopRecording(old, of: sandbox.name)
  }

  /// Removes those that have been idle for long.
  package func removeIdle() throws(StoreError) {
    let idle = others.withLock { others in
      others.values.filter { $0.idleTime > configuration.idleTime && $0.waiting == 0 }
    }
    for sandbox in idle { try abandon(sandbox) }
  }

  /// Removes a sandbox for want of room or use, and remembers how much its journal loses by that.
  private func abandon(_ sandbox: Sandbox) throws(StoreError) {
    let use = journal.usage(of: sandbox.generation)
    let lost = use.entries + use.evictions
    if lost > 0 {
      abandoned.withLock { abandoned in
        if abandoned.count >= Self.abandonedKept { abandoned.removeAll() }
        abandoned[sandbox.name] = lost
      }
    }
    try remove(sandbox)
  }
}
