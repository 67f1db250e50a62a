import Foundation
import UnderstudyVendors

/// The requests of the last minute, by caller. Each caller has at most as many as its limit.
struct RequestRates {
  private var windows: [String: Window] = [:]

  /// Counts a request, unless its caller has sent as many as it may in the last minute.
  /// - Parameters:
  ///   - counter: The name of the caller's count.
  ///   - now: The time of the sandbox's clock.
  /// - Returns: The time until the caller may send another request; nil if the request is counted.
  mutating func count(_ counter: String, limit: Int, at now: Date) -> Refusal.RetryAfter? {
    windows[counter, default: Window()].count(limit: limit, at: now)
  }

  /// The times of the counted requests of one caller, oldest first.
  private struct Window {
    private var times = Queue<Date>()

    mutating func count(limit: Int, at now: Date) -> Refusal.RetryAfter? {
      let duration = TimeInterval(RateLimit.window)
      while let oldest = times.first, oldest + duration <= now { _ = times.popFirst() }
      // A clock that was set back leaves times in the future, which no longer count.
      while let latest = times.last, latest > now { _ = times.popLast() }
      guard times.count >= limit, let oldest = times.first else {
        times.append(now)
        return nil
      }
      let seconds = max(1, Int((oldest + duration).timeIntervalSince(now).rounded(.up)))
      return Refusal.RetryAfter(seconds: seconds, end: Timestamp(now + TimeInterval(seconds)), limit: limit)
    }
  }
}
