import UnderstudyEmulator
import UnderstudyJSON

/// Requests that were left out of the events of a client.
struct SkippedRequests {
  private(set) var count = 0
  private(set) var refused = 0
  private var bySandbox: [String: Int] = [:]

  /// The most sandboxes that are counted apart.
  static let maximumSandboxes = 100

  init() {}

  init(_ entries: some Sequence<JournalEntry>) { for entry in entries { add(entry) } }

  mutating func add(_ entry: JournalEntry) {
    count += 1
    if entry.rule != nil { refused += 1 }
    if bySandbox[entry.sandbox] != nil || bySandbox.count < Self.maximumSandboxes {
      bySandbox[entry.sandbox, default: 0] += 1
    }
  }

  var json: JSON {
    let sandboxes = bySandbox.sorted { $0.key < $1.key }
    return [
      "count": .number(Number(count)), "refused": .number(Number(refused)),
      "sandboxes": .object(sandboxes.reduce(into: [:]) { $0[$1.key] = .number(Number($1.value)) }),
    ]
  }
}

/// The parts of sandboxes that have changed, each once.
struct PartChanges {
  private struct Change: Hashable {
    let part: Journal.SandboxPart
    /// Nil for several sandboxes.
    let sandbox: String?
  }

  /// In the order in which they came.
  private var list: [Change] = []
  /// Whether the changes of this second have not been sent yet, so that the first is sent at once.
  var mayBeSent = false

  /// The most changes that have an event each.
  private static let maximum = 50

  var isEmpty: Bool { list.isEmpty }

  mutating func add(_ part: Journal.SandboxPart, of sandbox: String) {
    let isKnown = list.contains { $0.part == part && ($0.sandbox == sandbox || $0.sandbox == nil) }
    guard !isKnown else { return }
    guard list.count >= Self.maximum else { return list.append(Change(part: part, sandbox: sandbox)) }
    list.removeAll { $0.part == part }
    list.append(Change(part: part, sandbox: nil))
  }

  var events: [UInt8] {
    list.flatMap {
      ServerSentEvent.event($0.part.rawValue, ["sandbox": $0.sandbox.map(JSON.string) ?? .null])
    }
  }
}

/// The text of server-sent events as in the HTML standard, each with its blank line.
enum ServerSentEvent {
  /// The numbers of requests that were left out.
  static func skipped(_ requests: SkippedRequests) -> [UInt8] { event("skipped", requests.json) }

  /// A comment, which clients ignore.
  static let comment = Array(": still here\n\n".utf8)

  /// JSON text without white space has no line breaks, so it fits into one line of data.
  static func event(_ name: String, id: String? = nil, _ data: JSON) -> [UInt8] {
    Array("\(id.map { "id: \($0)\n" } ?? "")event: \(name)\ndata: ".utf8) + data.bytes + Array("\n\n".utf8)
  }
}
