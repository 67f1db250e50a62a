import Synchronization
import UnderstudyStore
import UnderstudyVendors

/// A sandbox as a request finds it.
package struct SandboxSnapshot: Sendable {
  package let sandbox: Sandbox
  let id: SandboxID
  package let generation: SandboxGeneration
  let switches: Switches
  let hasStubs: Bool
}

/// A sandbox's time between two beginnings; unlike any other of any sandbox.
package struct SandboxGeneration: Sendable, Hashable {
  private static let count = Atomic(0)
  private let number = count.wrappingAdd(1, ordering: .relaxed).newValue

  init() {}
}
