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

  package func freeze(at time: Timestamp) { state.withLock { $0 = .frozen(time.date) } }

  /// Runs on from this time.
  package func run(from time: Timestamp) {
    state.withLock { $0 = .running(ahead: time.date.timeIntervalSinceNow) }
  }

  package func advance(milliseconds: Int) {
    let seconds = TimeInterval(milliseconds) / 1000
    state.withLock { state in
      switch state {
      case .running(let ahead): state = .running(ahead: ahead + seconds)
      case .frozen(let date): state = .frozen(date.addingTimeInterval(seconds))
      }
    }
  }

  /// The system's time again, or the one that a server was started with.
  package func reset(to time: Timestamp?) {
    state.withLock { $0 = time.map { .frozen($0.date) } ?? .running(ahead: 0) }
  }
}
