import Glibc
import Testing

/// The time that tests wait for an event; generous, because hundreds of tests share the processors.
package let patience = Duration.seconds(300) * Sanitizer.factor

/// Waits until a condition holds.
/// - Returns: false if it does not hold in time.
package func until(_ isSo: () throws -> Bool) rethrows -> Bool {
  let start = ContinuousClock.now
  while try !isSo() {
    guard start.duration(to: .now) < patience else { return false }
    usleep(1000)
  }
  return true
}

/// Measures ten times, and returns the shortest time.
package func shortest(_ measure: () throws -> Duration) rethrows -> Duration {
  var shortest = try measure()
  for _ in 1..<10 { shortest = min(shortest, try measure()) }
  return shortest
}

/// Measures again and again, for so long as tests wait for an event, until the time is below the bound, and returns the
/// shortest time. A busy machine makes some times longer, but not all.
package func shortest(under bound: Duration, _ measure: () throws -> Duration) rethrows -> Duration {
  let start = ContinuousClock.now
  var shortest = try measure()
  while shortest >= bound, start.duration(to: .now) < patience { shortest = min(shortest, try measure()) }
  return shortest
}

extension Trait where Self == TimeLimitTrait {
  /// A test that hangs, or does far too much, ends before CI ends the whole run. The time in which a test waits for its turn
  /// counts: nearly that of all tests. So there is no shorter limit.
  package static var ends: Self { .timeLimit(.minutes(60)) }
}
