import JSON

/// The agents that updates had to do with lately, as they now are: an update that finds its agent here needs no SQL to
/// read it.
///
/// In memory it needs none to write it either: there is nothing that outlives the process, so changes collect here
/// until somebody asks the database.
struct RecentAgents {
  private struct Entry {
    let record: Members
    let bytes: Int
    /// Whether the database does not have it yet.
    var isPending: Bool
  }

  private var entries: [AgentKey: Entry] = [:]
  /// About what the records take.
  private var bytes = 0
  private static let limit = 32 << 20

  subscript(key: AgentKey) -> Members? { entries[key]?.record }

  /// Whether there are more than should be kept.
  var isFull: Bool { bytes > Self.limit }

  var pending: [(key: AgentKey, record: Members)] {
    entries.compactMap { $0.value.isPending ? ($0.key, $0.value.record) : nil }
  }

  enum Place { case database, pending }

  /// - Parameters:
  ///   - size: about what it takes, in bytes.
  ///   - place: where the record is besides here.
  mutating func keep(_ record: Members, _ size: Int, of key: AgentKey, in place: Place) {
    let entry = Entry(record: record, bytes: size, isPending: place == .pending)
    bytes += entry.bytes
    if let old = entries.updateValue(entry, forKey: key) { bytes -= old.bytes }
  }

  /// The database has all of them.
  mutating func noteSaved() {
    for key in entries.keys { entries[key]?.isPending = false }
  }

  enum Part {
    case none
    case agent(AgentKey)
    /// Those that the database has.
    case saved
    case all
  }

  mutating func forget(_ part: Part) {
    switch part {
    case .none: break
    case .agent(let key):
      if let old = entries.removeValue(forKey: key) { bytes -= old.bytes }
    case .saved, .all:
      entries = entries.filter(\.value.isPending)
      bytes = entries.values.reduce(0) { $0 + $1.bytes }
    }
  }
}
