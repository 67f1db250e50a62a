import Synchronization
import UnderstudyJSON

/// What an accepted request did to an agent's record.
package struct AgentChange: Sendable {
  private static let count = Atomic(0)
  /// The number in the order of the updates: drawn inside the update's transaction.
  let number = count.wrappingAdd(1, ordering: .relaxed).newValue
  /// Nil if the request made the agent.
  package let before: Members?
  /// Nil if the request removed the agent.
  package let after: Members?
  /// About what `after` takes in memory, in bytes.
  let bytes: Int
}
