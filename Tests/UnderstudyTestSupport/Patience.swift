import Glibc

/// How long tests wait for what comes at once where nothing else runs: they share two processors with hundreds of others.
package let patience = Duration.seconds(60) * Sanitizer.factor

/// Lets other threads run until it is so; false where it is not so in time.
package func until(_ isSo: () throws -> Bool) rethrows -> Bool {
  let start = ContinuousClock.now
  while try !isSo() {
    guard start.duration(to: .now) < patience else { return false }
    sched_yield()
  }
  return true
}

/// Measures until it took less than that, ten times at most, and gives the shortest time: a long one may be somebody else's.
package func shortest(under bound: Duration, _ measure: () throws -> Duration) rethrows -> Duration {
  var shortest = try measure()
  for _ in 1..<10 where shortest >= bound { shortest = min(shortest, try measure()) }
  return shortest
}
