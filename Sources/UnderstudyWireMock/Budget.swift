import Synchronization

/// How much comparing may be done for one request, or for one call of the control plane.
///
/// Patterns, mappings and requests are clients', and there can be many of each: that every single comparison is bounded
/// is not enough. Counted in steps of about 10 ns rather than measured, so that the same gives up on every machine.
package final class Budget: Sendable {
  private let left: Atomic<Int>

  private init(_ steps: Int) { left = Atomic(steps) }

  /// For all patterns that look at one request: about a second.
  package static var ofRequest: Budget { Budget(100_000_000) }
  /// For everything that one call compares: about five seconds.
  package static var ofCall: Budget { Budget(500_000_000) }

  /// Whether there is none left. What was not compared then neither matches nor fails.
  package var isSpent: Bool { left.load(ordering: .relaxed) < 0 }

  /// May take more than is left.
  func take(_ steps: Int) { left.wrappingSubtract(steps, ordering: .relaxed) }
}
