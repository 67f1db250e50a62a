import Foundation
import Schema
import Synchronization

/// What time it is for agents: the system's, or one that stands still.
package final class Clock: Sendable {
  private let frozen: Timestamp?
  /// The last second that was written out: thousands of updates share it.
  private let latest = Mutex<(second: Int, time: Timestamp)?>(nil)

  package init(frozenAt time: Timestamp? = nil) { frozen = time }

  package var now: Timestamp {
    if let frozen { return frozen }
    let date = Date()
    let second = Int(date.timeIntervalSince1970.rounded(.down))
    return latest.withLock { latest in
      if let latest, latest.second == second { return latest.time }
      let time = Timestamp(date)
      latest = (second, time)
      return time
    }
  }
}
