import Synchronization

/// The work that may be done for one request, or for one admin call, to compare requests with patterns.
///
/// Clients can send many patterns and requests, so a bound for each comparison is not enough. The unit is a step of about
/// 10 ns. Counting steps, unlike measuring time, gives the same result on every machine.
package final class Budget: Sendable {
  private let stepsLeft: Atomic<Int>

  private init(_ steps: Int) { stepsLeft = Atomic(steps) }

  /// A budget for all patterns that are compared with one request: about a second.
  package static var perRequest: Budget { Budget(100_000_000) }
  /// A budget for all comparisons of one admin call: about five seconds.
  package static var perCall: Budget { Budget(500_000_000) }

  /// Whether no steps are left. A comparison that was not made counts neither as a match nor as a difference.
  package var isExhausted: Bool { stepsLeft.load(ordering: .relaxed) < 0 }

  /// Subtracts steps, also more than are left.
  func spend(_ steps: Int) { stepsLeft.wrappingSubtract(steps, ordering: .relaxed) }

  /// Subtracts all steps that are left.
  func exhaust() { stepsLeft.store(-1, ordering: .relaxed) }

  /// Makes one comparison with a part of this budget, so that it leaves something for the others.
  ///
  /// A regular expression such as `(a+)+$` or two arrays without regard to order can use up any budget: with a limit each
  /// of them takes 2 ms or 0.1 s of every request, and not a second.
  func limited<Result>(to limit: Int, _ compare: (Budget) -> Result) -> Result {
    let available = min(limit, stepsLeft.load(ordering: .relaxed))
    let part = Budget(available)
    defer { spend(available - part.stepsLeft.load(ordering: .relaxed)) }
    return compare(part)
  }
}
