/// Journal subscribers, each of one sandbox or of all. They survive resets.
struct Subscribers {
  private struct Subscriber {
    let id: ObjectIdentifier
    /// Nil for all sandboxes.
    let sandbox: String?
    let handler: Journal.EventHandler
  }

  private var all: [Subscriber] = []
  /// The generation whose events were published last, by the sandbox that has subscribers; none after one has ended,
  /// until an entry of the next comes.
  private var generations: [String: SandboxGeneration] = [:]

  var isEmpty: Bool { all.isEmpty }

  /// - Parameter sandbox: nil for those of all sandboxes.
  func count(in sandbox: String?) -> Int { all.count { $0.sandbox == sandbox } }

  /// - Parameters:
  ///   - sandbox: nil for all.
  ///   - generation: the current one of the sandbox.
  mutating func add(
    _ subscriber: AnyObject, to sandbox: String?, _ generation: SandboxGeneration?,
    _ handler: @escaping Journal.EventHandler
  ) {
    all.append(Subscriber(id: ObjectIdentifier(subscriber), sandbox: sandbox, handler: handler))
    if let sandbox, generations[sandbox] == nil { generations[sandbox] = generation }
  }

  /// - Returns: the handler. Freeing it may call the journal again, so the caller does that outside of the lock.
  mutating func remove(_ subscriber: AnyObject) -> Journal.EventHandler? {
    guard let index = all.firstIndex(where: { $0.id == ObjectIdentifier(subscriber) }) else { return nil }
    let removed = all.remove(at: index)
    if all.isEmpty { generations = [:] }
    return removed.handler
  }

  mutating func publish(_ entry: JournalEntry) {
    publish(entry.isWaiting ? .arrived(entry) : .recorded(entry), of: entry)
  }

  /// An entry of the next generation may come before the end of the previous one is published.
  mutating func publish(_ event: Journal.Event, of entry: JournalEntry) {
    let sandbox = entry.sandbox
    guard hasSubscriber(of: sandbox) else { return }
    let former = generations.updateValue(entry.generation, forKey: sandbox)
    if let former, former != entry.generation { publish(.sandboxReset(sandbox), in: sandbox) }
    publish(event, in: sandbox)
  }

  mutating func publishReset(of ended: SandboxGeneration, in sandbox: String) {
    if let generation = generations[sandbox], generation != ended { return }
    generations[sandbox] = nil
    publish(.sandboxReset(sandbox), in: sandbox)
  }

  func publish(_ event: Journal.Event, in sandbox: String) {
    for subscriber in all where subscriber.sandbox == sandbox || subscriber.sandbox == nil {
      subscriber.handler(event)
    }
  }

  /// Publishes a new sandbox to the subscribers of all: those of one have named it.
  func publishCreation(of sandbox: String) {
    for subscriber in all where subscriber.sandbox == nil {
      subscriber.handler(.changed(.sandbox, in: sandbox))
    }
  }

  private func hasSubscriber(of sandbox: String) -> Bool {
    all.contains { $0.sandbox == sandbox || $0.sandbox == nil }
  }
}
