/// Who hears of everything that happens in the sandbox of a name, also after it has begun anew.
struct Subscribers {
  private struct Subscriber {
    let id: ObjectIdentifier
    let sandbox: String
    /// The time of the sandbox that it hears of; nil after one is over, until it hears of the next.
    var generation: SandboxGeneration?
    let tell: Journal.EventHandler

    /// A request of the next time may come before the end of the last is said.
    mutating func hear(of entry: JournalEntry) {
      if let generation, generation != entry.generation { tell(.gone) }
      generation = entry.generation
      tell(.answered(entry))
    }

    mutating func hear(ofEndOf old: SandboxGeneration) {
      if let generation, generation != old { return }
      generation = nil
      tell(.gone)
    }
  }

  private var all: [Subscriber] = []

  var isEmpty: Bool { all.isEmpty }

  func count(of sandbox: String) -> Int { all.count { $0.sandbox == sandbox } }

  mutating func add(
    _ follower: AnyObject, of sandbox: String, in generation: SandboxGeneration,
    _ tell: @escaping Journal.EventHandler
  ) {
    all.append(Subscriber(id: ObjectIdentifier(follower), sandbox: sandbox, generation: generation, tell: tell))
  }

  /// - Returns: what it held, which may end in another call to the journal when it is let go.
  mutating func remove(_ follower: AnyObject) -> Journal.EventHandler? {
    guard let index = all.firstIndex(where: { $0.id == ObjectIdentifier(follower) }) else { return nil }
    return all.remove(at: index).tell
  }

  mutating func hear(of entry: JournalEntry) {
    for index in all.indices where all[index].sandbox == entry.sandbox { all[index].hear(of: entry) }
  }

  mutating func hear(ofEndOf generation: SandboxGeneration, of sandbox: String) {
    for index in all.indices where all[index].sandbox == sandbox { all[index].hear(ofEndOf: generation) }
  }
}
