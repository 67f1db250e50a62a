import Logging
import Synchronization
import UnderstudyServer

/// Counts and logs the requests that the server refused before the emulator.
package final class ProtocolErrorLog: Sendable {
  private let counters: RequestCounters
  private let logger: Logger
  /// When an error that is logged once a minute is logged next.
  private let next = Mutex(ContinuousClock.now)

  package init(_ counters: RequestCounters, _ logger: Logger) {
    self.counters = counters
    self.logger = logger
  }

  /// Takes an error. There is at most one for each connection, which is closed.
  package func record(_ error: ProtocolError) {
    counters.countProtocolError(status: error.status)
    guard error.logging == .always || isMinuteOver() else { return }
    let status = error.status.map(String.init) ?? "none"
    logger.warning("refused", metadata: ["status": "\(status)", "reason": "\(error.reason)"])
  }

  private func isMinuteOver() -> Bool {
    next.withLock { next in
      guard next <= .now else { return false }
      next = .now.advanced(by: .seconds(60))
      return true
    }
  }
}
