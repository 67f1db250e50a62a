import Foundation
import Schema
import Synchronization

/// What time it is for agents: the system's, possibly moved, or one that stands still.
package final class Clock: Sendable {
  private enum State {
    case running(ahead: TimeInterval)
    case frozen(Date)
  }

  private let state: Mutex<State>
  /// The last second that was written out: thousands of updates share it.
  private let latest = Mutex<(second: Int, time: Timestamp)?>(nil)

  package init(frozenAt time: Timestamp? = nil) {
    state = Mutex(time.map { .frozen($0.date) } ?? .running(ahead: 0))
  }

  package var now: Timestamp {
    let date = date
    let second = Int(date.timeIntervalSince1970.rounded(.down))
    return latest.withLock { latest in
      if let latest, latest.second == second { return latest.time }
      let time = Timestamp(date)
      latest = (second, time)
      return time
    }
  }

  package var date: Date {
    state.withLock { state in
      switch state {
      case .running(let ahead): Date(timeIntervalSinceNow: ahead)
      case .frozen(let date): date
      }
    }
  }

  package var isFrozen: Bool {
    state.withLock { if case .frozen = $0 { true } else { false } }
  }

  package enum Pace: Sendable { case running, frozen }

  package func set(_ date: Date, _ pace: Pace) {
    state.withLock { state in
      state = pace == .frozen ? .frozen(date) : .running(ahead: date.timeIntervalSinceNow)
    }
  }

  /// As ``init(frozenAt:)``.
  func reset(to time: Timestamp?) {
    state.withLock { $0 = time.map { .frozen($0.date) } ?? .running(ahead: 0) }
  }
}
