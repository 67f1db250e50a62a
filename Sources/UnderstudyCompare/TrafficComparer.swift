import Synchronization
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyStore
import UnderstudyVendors

/// Compares exchanges with a vendor one by one, as they are made.
///
/// It knows of the vendor's agents and callers only what the exchanges so far have shown.
package final class TrafficComparer: Sendable {
  private let replay: Mutex<Replay>

  /// - Throws: the error of the store.
  package init(_ options: Comparer.Options, registry: Registry = Registry()) throws(StoreError) {
    let replay = try Replay(registry, options)
    self.replay = Mutex(replay)
  }

  /// What came of an exchange.
  package enum Verdict: Sendable {
    /// - Parameter rehearsal: our response.
    case compared([Difference], Rehearsal)
    case uncompared(Uncompared)
    /// The exchange was with another host than a vendor's.
    case otherHost
  }

  package func compare(_ exchange: CapturedExchange) -> Verdict {
    replay.withLock { replay in
      replay.learn(exchange)
      return switch replay.compare(exchange, at: "") {
      case .compared(let differences, let rehearsal, _): .compared(differences, rehearsal)
      case .uncompared(let reason, _): .uncompared(reason)
      case .otherHost: .otherHost
      }
    }
  }
}
