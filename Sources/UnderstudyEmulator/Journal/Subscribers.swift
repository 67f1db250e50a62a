/// Journal subscribers by sandbox name. They survive resets.
struct Subscribers {
  private struct Subscriber {
    let id: ObjectIdentifier
    let sandbox: String
    /// The generation whose events it gets; nil after one has ended, until an entry of the next comes.
    var generation: SandboxGeneration?
    let handler: Journal.EventHandler

    /// An entry of the next generation may come before the end of the previous one is published.
    mutating func publish(_ event: Journal.Event, of entry: JournalEntry) {
      if let generation, generation != entry.generation { handler(.sandboxReset) }
      generation = entry.generation
      handler(event)
    }

    mutating func publishReset(of ended: SandboxGeneration) {
      if let generation, generation != ended { return }
      generation = nil
      handler(.sandboxReset)
    }
  }

  private var all: [Subscriber] = []

  var isEmpty: Bool { all.isEmpty }

  func count(in sandbox: String) -> Int { all.count { $0.sandbox == sandbox } }

  mutating func add(
    _ subscriber: AnyObject, to sandbox: String, _ generation: SandboxGeneration,
    _ handler: @escaping Journal.EventHandler
  ) {
    all.append(
      Subscriber(id: ObjectIdentifier(subscriber), sandbox: sandbox, generation: generation, handler: handler))
  }

  /// - Returns: the handler. Freeing it may call the journal again, so the caller does that outside of the lock.
  mutating func remove(_ subscriber: AnyObject) -> Journal.EventHandler? {
    guard let index = all.firstIndex(where: { $0.id == ObjectIdentifier(subscriber) }) else { return nil }
    return all.remove(at: index).handler
  }

  mutating func publish(_ entry: JournalEntry) {
    publish(entry.isWaiting ? .arrived(entry) : .recorded(entry), of: entry)
  }

  mutating func publish(_ event: Journal.Event, of entry: JournalEntry) {
    for index in all.indices where all[index].sandbox == entry.sandbox { all[index].publish(event, of: entry) }
  }

  /// Publishes an event that is not of one sandbox.
  func publishToAll(_ event: Journal.Event) {
    for subscriber in all { subscriber.handler(event) }
  }

  mutating func publishReset(of generation: SandboxGeneration, in sandbox: String) {
    for index in all.indices where all[index].sandbox == sandbox { all[index].publishReset(of: generation) }
  }
}
