import Foundation
import Synchronization
import UnderstudyVendors

/// The time of a sandbox: the system's, possibly moved, or a frozen one.
package final class Clock: Sendable {
  private enum Course {
    case running(ahead: TimeInterval)
    case frozen(Date)
  }

  private struct State {
    var course: Course
    /// The last second that was formatted: thousands of updates share it.
    var latest: (second: Int, time: Timestamp)?

    init(_ course: Course) { self.course = course }

    var date: Date {
      switch course {
      case .running(let ahead): min(Date(timeIntervalSinceNow: ahead), Clock.range.upperBound)
      case .frozen(let date): date
      }
    }

    var pace: Pace { if case .frozen = course { .frozen } else { .running } }
  }

  private let state: Mutex<State>

  /// The times whose year has four digits: 0001-01-01 to 9999-12-31T23:59:59Z, with Julian days before 1582.
  package static let range =
    Date(timeIntervalSince1970: -62_135_769_600)...Date(timeIntervalSince1970: 253_402_300_799)

  package init(frozenAt time: Timestamp? = nil) { state = Mutex(State(Self.course(frozenAt: time))) }

  private static func course(frozenAt time: Timestamp?) -> Course {
    time.map { .frozen($0.date) } ?? .running(ahead: 0)
  }

  package var now: Timestamp {
    state.withLock { state in
      let date = state.date
      let second = Int(date.timeIntervalSince1970.rounded(.down))
      if let latest = state.latest, latest.second == second { return latest.time }
      let time = Timestamp(date)
      state.latest = (second, time)
      return time
    }
  }

  package var date: Date { state.withLock(\.date) }

  package var isFrozen: Bool { state.withLock { $0.pace == .frozen } }

  /// Whether the time differs from the system's by a second or more.
  package var isMoved: Bool { abs(date.timeIntervalSinceNow) >= 1 }

  package enum Pace: Sendable { case running, frozen }

  /// Sets the time, the pace or both.
  /// - Parameters:
  ///   - time: nil for the current time, so that an advance by another thread is not lost.
  ///   - advance: seconds to add.
  ///   - pace: nil for the current one.
  /// - Returns: false if the time would be out of ``range``; then nothing has changed.
  @discardableResult
  package func set(_ time: Date? = nil, advance: TimeInterval = 0, _ pace: Pace? = nil) -> Bool {
    state.withLock { state in
      let date = (time ?? state.date).addingTimeInterval(advance)
      guard Self.range ~= date else { return false }
      state.course =
        pace ?? state.pace == .frozen ? .frozen(date) : .running(ahead: date.timeIntervalSinceNow)
      return true
    }
  }

  /// Sets the time as ``init(frozenAt:)`` does.
  func reset(to time: Timestamp?) {
    state.withLock { $0.course = Self.course(frozenAt: time) }
  }
}
