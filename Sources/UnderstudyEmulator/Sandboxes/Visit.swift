import Synchronization
import UnderstudyStore
import UnderstudyVendors

/// A sandbox as a request finds it.
package struct Visit: Sendable {
  package let sandbox: Sandbox
  let id: SandboxID
  package let epoch: Epoch
  let switches: Switches
  let hasStubs: Bool
}

/// A sandbox's time between two beginnings; unlike any other of any sandbox.
package struct Epoch: Sendable, Hashable {
  private static let count = Atomic(0)
  private let number = count.wrappingAdd(1, ordering: .relaxed).newValue

  init() {}
}
