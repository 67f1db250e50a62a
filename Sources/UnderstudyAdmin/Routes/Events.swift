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
      "Each request of the sandbox, or of all sandboxes, once it has been answered, and from its arrival if it waits, as "
        + "server-sent events; also resets, removed requests, and changes of mappings, rules and sandboxes",
      query: ["sandboxes"]
    ) {
      try $0.events()
    }
  ]
}

extension AdminRequest {
  /// Streams the events of the sandbox, or of all, until the client leaves.
  fileprivate func events() throws -> Reply {
    let sandbox = try isAboutAllSandboxes ? nil : (name: self.sandbox.name, generation: self.sandbox.generation)
    let stream = EventStream(of: sandbox?.name) { [emulator] in emulator.agentName(of: $0) }
    let body = StreamingBody(
      next: { stream.next(at: .now) }, onEnd: { [journal] in journal.unsubscribe(stream) })
    let known = request.fields.value(of: .ours("Last-Event-ID"))
    let missed = journal.subscribe(stream, to: sandbox, after: known) { event in
      if stream.add(event, at: .now) { body.wake() }
    }
    guard let missed else {
      let subject = sandbox == nil ? "all sandboxes" : "this sandbox"
      throw AdminError(
        503, title: "Too many clients follow the events of \(subject)",
        detail: "At most \(Journal.maximumSubscribers) can follow at once")
    }
    stream.begin(missed)
    let fields: HeaderSection = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
    return .streaming(Response(status: 200, fields: fields), body)
  }
}

/// The server-sent events that one client has not received yet.
///
/// Events become text when they happen. Beyond a number and a size, they are only counted, over all sandboxes that the
/// client follows.
package final class EventStream: Sendable {
  /// The most requests in a second: more than a person can read, and few enough for a page to show. As many resets.
  package static let maximumPerSecond = 50
  /// The most missed requests that a client gets when it connects again.
  package static let maximumMissed = 100
  /// The most bytes that wait for a client which reads nothing.
  package static let maximumBytes = 65_536
  /// The time without an event until a comment is sent. Sending reveals a client that has vanished.
  package static let keepAliveInterval = Duration.seconds(15)

  private let sandbox: String?
  private let agentName: @Sendable (JournalEntry) -> String?
  private let pending: Mutex<Pending>

  /// - Parameters:
  ///   - sandbox: the name of the sandbox; nil for all.
  ///   - agentName: returns the name of an entry's agent.
  package init(of sandbox: String?, agentName: @escaping @Sendable (JournalEntry) -> String? = { _ in nil }) {
    self.sandbox = sandbox
    self.agentName = agentName
    let scope: JSON = sandbox.map { ["sandbox": .string($0)] } ?? ["sandboxes": "all"]
    pending = Mutex(Pending(readyEvent: ServerSentEvent.event("ready", scope)))
  }

  /// Inserts the first events of every client before the pending ones.
  /// - Parameter missed: the entries after the last one that the client knows.
  package func begin(_ missed: [JournalEntry]) {
    // Before the lock, which the journal waits for.
    let latest = missed.suffix(Self.maximumMissed).map(event)
    pending.withLock { pending in
      var bytesLeft = Self.maximumBytes - pending.bytes.count
      let shown = latest.reversed().prefix { event in
        bytesLeft -= event.count
        return bytesLeft >= 0
      }
      var first = pending.readyEvent
      let skipped = missed.dropLast(shown.count)
      if !skipped.isEmpty { first += ServerSentEvent.skipped(SkippedRequests(skipped)) }
      pending.insertFirst(first + shown.reversed().joined())
    }
  }

  /// - Returns: whether the client must be woken before the time that `next` returned.
  package func add(_ event: Journal.Event, at now: ContinuousClock.Instant) -> Bool {
    pending.withLock { pending in
      switch event {
      case .recorded(let entry): pending.add(entry, at: now, self.event(entry))
      // A client misses nothing without these: each such request is recorded later, or was before.
      case .arrived(let entry): pending.addIfRoom(arrivalEvent(entry), at: now)
      case .departed(let entry):
        pending.addIfRoom(ServerSentEvent.event("departed", ["id": .string(entry.id)]), at: now)
      case .sandboxReset(let sandbox): pending.addReset(of: sandbox, at: now)
      case .changed(let part, let sandbox): pending.add(part, of: sandbox, at: now)
      case .filesRead(let summary): pending.appendIfRoom(ServerSentEvent.event("seeds", summary.json))
      }
    }
  }

  /// Returns the bytes to send now, or the time of the next call.
  package func next(at now: ContinuousClock.Instant) -> StreamingBody.Piece {
    pending.withLock { pending in
      pending.appendDue(at: now)
      let keepAliveTime = pending.lastSent.advanced(by: Self.keepAliveInterval)
      if pending.bytes.isEmpty, keepAliveTime <= now { pending.append(ServerSentEvent.comment) }
      guard pending.bytes.isEmpty else { return .bytes(pending.takeBytes(at: now)) }
      return .nothing(until: min(keepAliveTime, pending.dueTime ?? keepAliveTime))
    }
  }

  private func event(_ entry: JournalEntry) -> [UInt8] {
    ServerSentEvent.event("request", id: entry.id, .object(entry.row(agentName: agentName(entry))))
  }

  /// Has no id of its own, so that a client which connects again still gets the request.
  private func arrivalEvent(_ entry: JournalEntry) -> [UInt8] {
    ServerSentEvent.event("arrived", .object(entry.arrivalRow(agentName: agentName(entry))))
  }
}
