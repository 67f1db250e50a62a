import Synchronization
import UnderstudyStore
import UnderstudyVendors

/// The state of a sandbox when a request came.
package struct SandboxSnapshot: Sendable {
  package let sandbox: Sandbox
  let id: SandboxID
  package let generation: SandboxGeneration
  let switches: Switches
  let hasStubs: Bool

  /// Returns the snapshot with other switches of rules.
  func with(_ switches: Switches) -> SandboxSnapshot {
    SandboxSnapshot(sandbox: sandbox, id: id, generation: generation, switches: switches, hasStubs: hasStubs)
  }
}

/// One lifetime of a sandbox, from creation or reset to the next.
package struct SandboxGeneration: Sendable, Hashable {
  private static let count = Atomic(0)
  private let number = count.wrappingAdd(1, ordering: .relaxed).newValue

  init() {}
}
