import HTTPTypes
import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRoute {
  static let events = [
    AdminRoute(
      "GET", "/events",
      "Each request of the sandbox once it has been answered, and from its arrival if it waits, as server-sent events"
    ) {
      try $0.events()
    }
  ]
}

extension AdminRequest {
  /// Streams the events of the sandbox until the client leaves.
  fileprivate func events() throws -> Reply {
    let stream = EventStream()
    let body = StreamingBody(
      next: { stream.next(at: .now) }, onEnd: { [journal] in journal.unsubscribe(stream) })
    let known = request.fields.value(of: .ours("Last-Event-ID"))
    let missed = journal.subscribe(stream, to: sandbox.name, sandbox.generation, after: known) { event in
      if stream.add(event, at: .now) { body.wake() }
    }
    guard let missed else {
      throw AdminError(
        503, title: "Too many clients follow the events of this sandbox",
        detail: "At most \(Journal.maximumSubscribers) can follow at once")
    }
    stream.begin(sandbox.name, missed)
    let fields: HeaderSection = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
    return .streaming(Response(status: 200, fields: fields), body)
  }
}

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
      var first = ServerSentEvent.event("ready", ["sandbox": .string(sandbox)])
      if missed.count > shown.count { first += ServerSentEvent.skipped(missed.count - shown.count) }
      state.pending = first + shown.reversed().joined() + state.pending
    }
  }

  /// - Returns: whether the client must be woken before the time that `next` returned.
  package func add(_ event: Journal.Event, at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      switch event {
      case .recorded(let entry): return state.add(entry, at: now)
      // A client misses nothing without these: each such request is recorded later, or was before.
      case .arrived(let entry): return state.addIfRoom(entry.arrivalEvent, at: now)
      case .departed(let entry): return state.addIfRoom(entry.departureEvent, at: now)
      case .sandboxReset:
        // Repeated resets are one event, so that they take no more memory.
        guard !state.endsWithReset else { return false }
        state.append(ServerSentEvent.event("gone", [:]))
        state.endsWithReset = true
        return true
      case .filesRead(let summary): return state.appendIfRoom(ServerSentEvent.event("seeds", summary.json))
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

  private struct State {
    var pending: [UInt8] = []
    /// Whether the last pending event is that the sandbox was reset.
    var endsWithReset = false
    var skipped = 0
    /// The end of the second in which `sentCount` requests were written.
    var secondEnd = ContinuousClock.now
    var sentCount = 0
    var lastSent = ContinuousClock.now

    mutating func append(_ event: [UInt8]) {
      pending += event
      endsWithReset = false
    }

    mutating func appendIfRoom(_ event: [UInt8]) -> Bool {
      guard pending.count + event.count <= EventStream.maximumBytes else { return false }
      append(event)
      return true
    }

    mutating func add(_ entry: JournalEntry, at now: ContinuousClock.Instant) -> Bool {
      if addIfRoom(entry.event, at: now) { return true }
      skipped += 1
      return skipped == 1
    }

    /// - Returns: whether the event is among the first in this second and there is room for it.
    mutating func addIfRoom(_ event: @autoclosure () -> [UInt8], at now: ContinuousClock.Instant) -> Bool {
      if secondEnd <= now {
        appendSkipped(at: now)
        (secondEnd, sentCount) = (now.advanced(by: .seconds(1)), 0)
      }
      // Of thousands in a second, most are not written.
      guard sentCount < EventStream.maximumPerSecond, appendIfRoom(event()) else { return false }
      sentCount += 1
      return true
    }

    /// Appends the number of skipped requests if the second is over and there is room.
    mutating func appendSkipped(at now: ContinuousClock.Instant) {
      guard skipped > 0, secondEnd <= now, appendIfRoom(ServerSentEvent.skipped(skipped)) else { return }
      skipped = 0
    }
  }
}

/// The text of server-sent events as in the HTML standard, each with its blank line.
private enum ServerSentEvent {
  /// The number of requests that were left out.
  static func skipped(_ count: Int) -> [UInt8] { event("skipped", ["count": .number(Number(count))]) }

  /// A comment, which clients ignore.
  static let comment = Array(": still here\n\n".utf8)

  /// JSON text without white space has no line breaks, so it fits into one line of data.
  static func event(_ name: String, id: String? = nil, _ data: JSON) -> [UInt8] {
    Array("\(id.map { "id: \($0)\n" } ?? "")event: \(name)\ndata: ".utf8) + data.bytes + Array("\n\n".utf8)
  }
}

extension JournalEntry {
  /// Has no id of its own, so that a client which connects again still gets the request.
  fileprivate var arrivalEvent: [UInt8] {
    var members = arrivalMembers
    members["endpoint"] = surface.map { .string($0.id) } ?? .null
    members["agentId"] = agentID.map(JSON.string) ?? .null
    members["mapping"] = stub.map { .string($0.name ?? $0.id) } ?? .null
    return ServerSentEvent.event("arrived", .object(members))
  }

  fileprivate var departureEvent: [UInt8] { ServerSentEvent.event("departed", ["id": .string(id)]) }

  private var arrivalMembers: Members {
    var members: Members = ["id": .string(id)]
    members["loggedDate"] = .number(Number(Int(time.timeIntervalSince1970 * 1000)))
    members["method"] = .string(method)
    members["url"] = .string(target)
    return members
  }

  fileprivate var event: [UInt8] {
    var members = arrivalMembers
    members["status"] = sentStatus.map { .number(Number($0)) } ?? .null
    members["endpoint"] = surface.map { .string($0.id) } ?? .null
    members["agentId"] = agentID.map(JSON.string) ?? .null
    members["rule"] = rule.map(JSON.string) ?? .null
    members["mapping"] = stub.map { .string($0.name ?? $0.id) } ?? .null
    members["warnings"] = .number(Number(warnings.count))
    members["changed"] = .bool(hasChange)
    members["effect"] = changeKind.map { .string($0.rawValue) } ?? .null
    members["micros"] = duration.map { .number(Number(Int($0.microseconds))) } ?? .null
    if sentStatus == nil { members["fault"] = stub?.response.fault.map { .string($0.rawValue) } ?? .null }
    if isDeparted { members["departed"] = true }
    if let forwarding {
      members["upstream"] = .string(forwarding.host)
      members["difference"] = forwarding.comparison?.summary.map(JSON.string)
    }
    return ServerSentEvent.event("request", id: id, .object(members))
  }
}
