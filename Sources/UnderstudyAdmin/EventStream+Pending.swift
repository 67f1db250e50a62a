import UnderstudyEmulator
import UnderstudyJSON

extension EventStream {
  /// The events that a client has not received yet, as text, and those that wait for the end of the second.
  struct Pending {
    /// The event upon which the client loads everything.
    let readyEvent: [UInt8]
    private(set) var bytes: [UInt8] = []
    /// The time when bytes were sent last.
    private(set) var lastSent = ContinuousClock.now
    /// The sandbox of the last event, if that is a reset.
    private var lastReset: String?
    private var skipped = SkippedRequests()
    private var changes = PartChanges()
    /// Whether a reset was left out, so that the client must load everything again.
    private var isOutdated = false
    /// The end of the second in which events are counted.
    private var secondEnd = ContinuousClock.now
    private var requestCount = 0
    private var resetCount = 0

    init(readyEvent: [UInt8]) { self.readyEvent = readyEvent }

    mutating func append(_ event: [UInt8]) {
      bytes += event
      lastReset = nil
    }

    mutating func insertFirst(_ events: [UInt8]) { bytes = events + bytes }

    mutating func takeBytes(at now: ContinuousClock.Instant) -> [UInt8] {
      defer { (bytes, lastReset, lastSent) = ([], nil, now) }
      return bytes
    }

    /// The time when what waits can be appended; nil if nothing waits.
    var dueTime: ContinuousClock.Instant? {
      skipped.count > 0 || isOutdated || !changes.isEmpty ? secondEnd : nil
    }

    private mutating func appendIfRoom(_ event: [UInt8]) -> Bool {
      guard bytes.count + event.count <= EventStream.maximumBytes else { return false }
      append(event)
      return true
    }

    /// - Returns: whether the client must be woken.
    mutating func add(
      _ entry: JournalEntry, at now: ContinuousClock.Instant, _ event: @autoclosure () -> [UInt8]
    ) -> Bool {
      // How often and when a mapping was applied.
      if entry.stub != nil { _ = add(.mappings, of: entry.sandbox, at: now) }
      if addIfRoom(event(), at: now) { return true }
      skipped.add(entry)
      return skipped.count == 1
    }

    /// - Returns: whether the event is among the first in this second and there is room for it.
    mutating func addIfRoom(_ event: @autoclosure () -> [UInt8], at now: ContinuousClock.Instant) -> Bool {
      beginSecond(at: now)
      // Of thousands in a second, most are not written.
      guard requestCount < EventStream.maximumPerSecond, appendIfRoom(event()) else { return false }
      requestCount += 1
      return true
    }

    /// - Returns: whether the client must be woken.
    mutating func addReset(of sandbox: String, at now: ContinuousClock.Instant) -> Bool {
      // Repeated resets are one event, so that they take no more memory.
      guard lastReset != sandbox else { return false }
      beginSecond(at: now)
      let event = ServerSentEvent.event("gone", ["sandbox": .string(sandbox)])
      guard resetCount < EventStream.maximumPerSecond, appendIfRoom(event) else {
        defer { isOutdated = true }
        return !isOutdated
      }
      resetCount += 1
      lastReset = sandbox
      return true
    }

    /// - Returns: whether the client must be woken.
    mutating func add(_ part: Journal.SandboxPart, of sandbox: String, at now: ContinuousClock.Instant) -> Bool {
      beginSecond(at: now)
      let isFirst = changes.isEmpty
      changes.add(part, of: sandbox)
      if changes.mayBeSent { appendChanges() }
      return isFirst
    }

    private mutating func beginSecond(at now: ContinuousClock.Instant) {
      guard secondEnd <= now else { return }
      appendDue(at: now)
      (secondEnd, requestCount, resetCount) = (now.advanced(by: .seconds(1)), 0, 0)
      changes.mayBeSent = changes.isEmpty
    }

    /// Appends what waited for the end of the second, if that is over and there is room.
    mutating func appendDue(at now: ContinuousClock.Instant) {
      guard secondEnd <= now else { return }
      if isOutdated, appendIfRoom(readyEvent) { isOutdated = false }
      if skipped.count > 0, appendIfRoom(ServerSentEvent.skipped(skipped)) { skipped = SkippedRequests() }
      appendChanges()
    }

    private mutating func appendChanges() {
      guard !changes.isEmpty, appendIfRoom(changes.events) else { return }
      changes = PartChanges()
    }
  }
}
