import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer

/// What one client that follows a sandbox has not been sent yet.
///
/// Events are written when they happen, as far as their number and their bytes allow, and counted beyond that.
package final class EventStream: Sendable {
  /// How many requests are told in a second: more than a person can read, and few enough for a page to show.
  package static let mostPerSecond = 50
  /// How many requests are told to a client that comes back.
  package static let mostMissed = 100
  /// How many bytes wait for a client that takes none.
  package static let mostBytes = 65_536
  /// After how long without an event a comment is sent, which fails where the client is gone without a word.
  package static let silence = Duration.seconds(15)

  fileprivate struct State {
    var waiting: [UInt8] = []
    /// Whether nothing has happened since the sandbox began anew.
    var endsWithGone = false
    var skipped = 0
    /// When the second is over in which `told` requests were told.
    var secondsEnd = ContinuousClock.now
    var told = 0
    var lastSent = ContinuousClock.now
  }

  private let state = Mutex(State())

  package init() {}

  /// Puts in front what every client is told first.
  /// - Parameter missed: what came after the last request that the client knows.
  package func begin(_ sandbox: String, _ missed: [JournalEntry]) {
    state.withLock { state in
      var room = Self.mostBytes - state.waiting.count
      let told = missed.suffix(Self.mostMissed).reversed().map(\.event).prefix { event in
        room -= event.count
        return room >= 0
      }
      var first = ServerSentEvent.ready(sandbox)
      if missed.count > told.count { first += ServerSentEvent.skipped(missed.count - told.count) }
      state.waiting = first + told.reversed().joined() + state.waiting
    }
  }

  /// - Returns: whether there is something to send sooner than was said.
  package func add(_ event: Journal.Event, at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      switch event {
      case .recorded(let entry): return state.add(entry, at: now)
      case .sandboxReset:
        // Told once, however often it is so before the client takes it: so it takes no more room.
        guard !state.endsWithGone else { return false }
        state.append(ServerSentEvent.gone)
        state.endsWithGone = true
        return true
      }
    }
  }

  /// What is to be sent now, or when to ask again.
  package func next(at now: ContinuousClock.Instant) -> StreamingBody.Piece {
    state.withLock { state in
      state.tellSkipped(at: now)
      let silenceEnd = state.lastSent.advanced(by: Self.silence)
      if state.waiting.isEmpty, silenceEnd <= now { state.append(ServerSentEvent.comment) }
      guard state.waiting.isEmpty else {
        defer { (state.waiting, state.endsWithGone, state.lastSent) = ([], false, now) }
        return .bytes(state.waiting)
      }
      return .nothing(until: state.skipped > 0 ? min(silenceEnd, state.secondsEnd) : silenceEnd)
    }
  }
}

extension EventStream.State {
  fileprivate mutating func append(_ event: [UInt8]) {
    waiting += event
    endsWithGone = false
  }

  fileprivate mutating func add(_ entry: JournalEntry, at now: ContinuousClock.Instant) -> Bool {
    if secondsEnd <= now {
      tellSkipped(at: now)
      (secondsEnd, told) = (now.advanced(by: .seconds(1)), 0)
    }
    // Written only where it may be told: of thousands in a second most are just counted.
    if told < EventStream.mostPerSecond {
      let event = entry.event
      if waiting.count + event.count <= EventStream.mostBytes {
        append(event)
        told += 1
        return true
      }
    }
    skipped += 1
    return skipped == 1
  }

  /// Says how many were not told, if it is time to and there is room.
  fileprivate mutating func tellSkipped(at now: ContinuousClock.Instant) {
    guard skipped > 0, secondsEnd <= now else { return }
    let event = ServerSentEvent.skipped(skipped)
    guard waiting.count + event.count <= EventStream.mostBytes else { return }
    append(event)
    skipped = 0
  }
}
