import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer

/// The server-sent events that one client has not received yet.
///
/// Events become text when they happen. Beyond a number and a size, they are only counted.
package final class EventStream: Sendable {
  /// The most requests in a second: more than a person can read, and few enough for a page to show.
  package static let maximumPerSecond = 50
  /// The most missed requests that a client gets when it connects again.
  package static let maximumMissed = 100
  /// The most bytes that wait for a client which reads nothing.
  package static let maximumBytes = 65_536
  /// The time without an event until a comment is sent. Sending reveals a client that has vanished.
  package static let keepAliveInterval = Duration.seconds(15)

  fileprivate struct State {
    var pending: [UInt8] = []
    /// Whether the last pending event is that the sandbox was reset.
    var endsWithReset = false
    var skipped = 0
    /// The end of the second in which `sentCount` requests were written.
    var secondEnd = ContinuousClock.now
    var sentCount = 0
    var lastSent = ContinuousClock.now
  }

  private let state = Mutex(State())

  package init() {}

  /// Inserts the first events of every client before the pending ones.
  /// - Parameter missed: the entries after the last one that the client knows.
  package func begin(_ sandbox: String, _ missed: [JournalEntry]) {
    state.withLock { state in
      var bytesLeft = Self.maximumBytes - state.pending.count
      let shown = missed.suffix(Self.maximumMissed).reversed().map(\.event).prefix { event in
        bytesLeft -= event.count
        return bytesLeft >= 0
      }
      var first = ServerSentEvent.ready(sandbox)
      if missed.count > shown.count { first += ServerSentEvent.skipped(missed.count - shown.count) }
      state.pending = first + shown.reversed().joined() + state.pending
    }
  }

  /// - Returns: whether the client must be woken before the time that `next` returned.
  package func add(_ event: Journal.Event, at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      switch event {
      case .recorded(let entry): return state.add(entry, at: now)
      case .sandboxReset:
        // Repeated resets are one event, so that they take no more memory.
        guard !state.endsWithReset else { return false }
        state.append(ServerSentEvent.gone)
        state.endsWithReset = true
        return true
      }
    }
  }

  /// Returns the bytes to send now, or the time of the next call.
  package func next(at now: ContinuousClock.Instant) -> StreamingBody.Piece {
    state.withLock { state in
      state.appendSkipped(at: now)
      let keepAliveTime = state.lastSent.advanced(by: Self.keepAliveInterval)
      if state.pending.isEmpty, keepAliveTime <= now { state.append(ServerSentEvent.comment) }
      guard state.pending.isEmpty else {
        defer { (state.pending, state.endsWithReset, state.lastSent) = ([], false, now) }
        return .bytes(state.pending)
      }
      return .nothing(until: state.skipped > 0 ? min(keepAliveTime, state.secondEnd) : keepAliveTime)
    }
  }
}

extension EventStream.State {
  fileprivate mutating func append(_ event: [UInt8]) {
    pending += event
    endsWithReset = false
  }

  fileprivate mutating func add(_ entry: JournalEntry, at now: ContinuousClock.Instant) -> Bool {
    if secondEnd <= now {
      appendSkipped(at: now)
      (secondEnd, sentCount) = (now.advanced(by: .seconds(1)), 0)
    }
    // Of thousands in a second, most are only counted and not written.
    if sentCount < EventStream.maximumPerSecond {
      let event = entry.event
      if pending.count + event.count <= EventStream.maximumBytes {
        append(event)
        sentCount += 1
        return true
      }
    }
    skipped += 1
    return skipped == 1
  }

  /// Appends the number of skipped requests if the second is over and there is room.
  fileprivate mutating func appendSkipped(at now: ContinuousClock.Instant) {
    guard skipped > 0, secondEnd <= now else { return }
    let event = ServerSentEvent.skipped(skipped)
    guard pending.count + event.count <= EventStream.maximumBytes else { return }
    append(event)
    skipped = 0
  }
}
