import Schema
import Storage
import Synchronization

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
  /// The sandbox of requests that name none; it is never idle.
  package let standard: Sandbox
  private let store: AgentStore
  private let others = Mutex<[String: Sandbox]>([:])

  package init(_ store: AgentStore, _ configuration: Configuration = Configuration()) {
    self.store = store
    self.configuration = configuration
    standard = Self.fresh(SandboxID.defaultName, store, configuration)
  }

  private static func fresh(_ name: String, _ store: AgentStore, _ configuration: Configuration) -> Sandbox {
    Sandbox(store.sandbox(name), switches: configuration.switches, frozenAt: configuration.clock)
  }

  /// - Parameter name: nil for the default one; see ``SandboxName``.
  package subscript(name: SandboxName?) -> Sandbox {
    guard let name, name.text != SandboxID.defaultName else { return standard }
    let (sandbox, excess) = others.withLock { others -> (Sandbox, Sandbox?) in
      if let known = others[name.text] { return (known, nil) }
      let fresh = Self.fresh(name.text, store, configuration)
      let oldest = others.count < configuration.limit ? nil : others.values.min { $0.lastUse < $1.lastUse }
      if let oldest { others[oldest.name] = nil }
      others[name.text] = fresh
      return (fresh, oldest)
    }
    if let excess { try? store.remove(excess.name) }
    return sandbox
  }

  /// The default one first, then the others by name.
  package var all: [Sandbox] { [standard] + others.withLock { $0.values.sorted { $0.name < $1.name } } }

  /// Makes a sandbox as it began: agents, rule switches and clock.
  package func reset(_ sandbox: Sandbox) throws(StoreError) {
    sandbox.begin(try store.reset(sandbox.name), switches: configuration.switches)
    sandbox.clock.reset(to: configuration.clock)
  }

  /// Removes a sandbox and everything of it; the default one is only reset.
  package func remove(_ sandbox: Sandbox) throws(StoreError) {
    try reset(sandbox)
    try store.remove(sandbox.name)
    sandbox.begin(store.sandbox(sandbox.name))
    if sandbox !== standard { others.withLock { $0[sandbox.name] = nil } }
  }

  /// Removes those that have been idle for long.
  package func removeIdle() throws(StoreError) {
    let now = ContinuousClock.now
    let idle = others.withLock { others in
      others.values.filter { $0.lastUse.duration(to: now) > configuration.idleTime }
    }
    for sandbox in idle { try remove(sandbox) }
  }
}
