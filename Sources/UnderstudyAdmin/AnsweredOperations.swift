import UnderstudyEmulator
import UnderstudyJSON

/// How often each operation answered without an issue, as far as the journal still has the requests.
struct AnsweredOperations {
  private struct Key: Hashable {
    let sandbox: String
    let endpoint: String
    let method: String
    let path: String
  }

  private(set) var operations: [JSON] = []
  /// The requests to further operations.
  private(set) var unlisted = 0

  init(_ entries: [JournalEntry], in sandbox: String?) {
    var counts: [Key: Int] = [:]
    var order: [Key] = []
    for entry in entries where sandbox == nil || entry.sandbox == sandbox {
      guard let surface = entry.surface, let operation = entry.operation, !entry.isWaiting, entry.rule == nil,
        entry.warnings.isEmpty
      else { continue }
      let key = Key(
        sandbox: entry.sandbox, endpoint: surface.id, method: operation.method, path: operation.path.description)
      if let count = counts[key] {
        counts[key] = count + 1
      } else if order.count < IssueGroups.limit {
        counts[key] = 1
        order.append(key)
      } else {
        unlisted += 1
      }
    }
    operations = order.map { key in
      [
        "sandbox": .string(key.sandbox), "endpoint": .string(key.endpoint), "method": .string(key.method),
        "path": .string(key.path), "count": .number(Number(counts[key] ?? 0)),
      ]
    }
  }
}
