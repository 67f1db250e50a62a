/// Who hears of everything that happens in the sandbox of a name, also after it has begun anew.
struct Followers {
  private struct Follower {
    let id: ObjectIdentifier
    let sandbox: String
    /// The time of the sandbox that it hears of; nil after one is over, until it hears of the next.
    var epoch: Epoch?
    let tell: Journal.Tell

    /// A request of the next time may come before the end of the last is said.
    mutating func hear(of entry: JournalEntry) {
      if let epoch, epoch != entry.epoch { tell(.gone) }
      epoch = entry.epoch
      tell(.answered(entry))
    }

    mutating func hear(ofEndOf old: Epoch) {
      if let epoch, epoch != old { return }
      epoch = nil
      tell(.gone)
    }
  }

  private var all: [Follower] = []

  var isEmpty: Bool { all.isEmpty }

  func count(of sandbox: String) -> Int { all.count { $0.sandbox == sandbox } }

  mutating func add(_ follower: AnyObject, of sandbox: String, in epoch: Epoch, _ tell: @escaping Journal.Tell) {
    all.append(Follower(id: ObjectIdentifier(follower), sandbox: sandbox, epoch: epoch, tell: tell))
  }

  /// - Returns: what it held, which may end in another call to the journal when it is let go.
  mutating func remove(_ follower: AnyObject) -> Journal.Tell? {
    guard let index = all.firstIndex(where: { $0.id == ObjectIdentifier(follower) }) else { return nil }
    return all.remove(at: index).tell
  }

  mutating func hear(of entry: JournalEntry) {
    for index in all.indices where all[index].sandbox == entry.sandbox { all[index].hear(of: entry) }
  }

  mutating func hear(ofEndOf epoch: Epoch, of sandbox: String) {
    for index in all.indices where all[index].sandbox == sandbox { all[index].hear(ofEndOf: epoch) }
  }
}
