import Synchronization

/// A request in the journal whose response is deferred.
///
/// If it is released before it is complete, because its response is cut off, its entry is removed.
final class WaitingRequest: Sendable {
  private let entry: JournalEntry
  private let journal: Journal
  private let isComplete = Atomic(false)

  /// Records the entry of a request that waits.
  init(_ entry: JournalEntry, in journal: Journal) {
    self.entry = entry
    self.journal = journal
    journal.record(entry)
  }

  /// Replaces the entry by the complete one.
  func complete(with entry: JournalEntry) {
    isComplete.store(true, ordering: .relaxed)
    journal.complete(self.entry, with: entry)
  }

  deinit { if !isComplete.load(ordering: .relaxed) { journal.remove(entry) } }
}
