import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyVendors

/// The requests to an operation that had the same outcome when the vendor's response was compared with ours.
struct ComparisonCase {
  private enum State: String {
    case differs
    case same
    case notCompared = "not-compared"
    case notTried = "not-tried"
  }

  /// The operation's id and the outcome; the id alone if the operation was not tried.
  private let id: String
  private let surface: Surface?
  /// Nil if no operation of ours has the path.
  private let operation: UnderstudyVendors.Operation?
  private var state = State.notTried
  private var count = 0
  private var differing = 0
  /// The last request that differs, or else the last; nil if the operation was not tried.
  private var shown: JournalEntry?

  private init(_ id: String, _ surface: Surface?, _ operation: UnderstudyVendors.Operation?) {
    self.id = id
    self.surface = surface
    self.operation = operation
  }

  /// Returns the cases of all operations, in the order of their declarations, and of requests to no operation.
  /// - Parameter entries: oldest first.
  static func all(in entries: [JournalEntry], of surfaces: [Surface]) -> [ComparisonCase] {
    let compared = Dictionary(grouping: entries.filter { $0.comparison != nil }) { $0.operation?.id }
    let declared = surfaces.flatMap { surface in
      surface.operations.flatMap { operation in
        compared[operation.id].map(cases) ?? [ComparisonCase(operation.id, surface, operation)]
      }
    }
    return declared + (compared[nil].map(cases) ?? [])
  }

  /// Returns the cases of one operation, in the order of their first requests.
  private static func cases(of entries: [JournalEntry]) -> [ComparisonCase] {
    var (cases, order) = ([String: ComparisonCase](), [String]())
    for entry in entries {
      guard let comparison = entry.comparison else { continue }
      let id = "\(entry.operation?.id ?? "none"):\(comparison.outcome(of: entry))"
      if cases[id] == nil { order.append(id) }
      let operation = entry.operation
      cases[id, default: ComparisonCase(id, operation == nil ? nil : entry.surface, operation)].add(
        entry, comparison)
    }
    return order.compactMap { cases[$0] }
  }

  private mutating func add(_ entry: JournalEntry, _ comparison: UpstreamComparison) {
    count += 1
    switch comparison.result {
    case .differs:
      differing += 1
      (state, shown) = (.differs, entry)
    case .same where differing == 0: (state, shown) = (.same, entry)
    case .notCompared: (state, shown) = (.notCompared, entry)
    case .same: break
    }
  }

  var json: JSON {
    let comparison = shown?.comparison
    return [
      "id": .string(id), "state": .string(state.rawValue), "vendor": surface.map { .string($0.vendor) } ?? .null,
      "endpoint": surface.map { .string($0.id) } ?? .null,
      "operation": operation.map { .string($0.kind.name) } ?? .null,
      "method": (operation?.method ?? shown?.method).map(JSON.string) ?? .null,
      "path": operation.map { .string($0.path.description) } ?? .null,
      "rule": comparison?.rule.map(JSON.string) ?? .null,
      "status": shown?.response.map { .number(Number($0.status)) } ?? .null,
      "count": .number(Number(count)), "differing": .number(Number(differing)),
      "differences": .number(Number(comparison?.differences ?? 0)),
      "difference": comparison?.details.first ?? .null, "reason": comparison?.reason.map(JSON.string) ?? .null,
      "request": shown.map { entry in
        ["id": .string(entry.id), "sandbox": .string(entry.sandbox), "loggedDate": entry.loggedDate]
      } ?? .null,
    ]
  }
}

extension JournalEntry {
  /// How the vendor's response compares with ours; nil if it was not asked for.
  fileprivate var comparison: UpstreamComparison? { forwarding?.comparison }
}

extension UpstreamComparison {
  /// The number of differences.
  fileprivate var differences: Int { if case .differs(let count, _) = result { count } else { 0 } }

  /// Why nothing was compared; nil if it was.
  fileprivate var reason: String? { if case .notCompared(let reason) = result { reason } else { nil } }

  /// What makes requests to an operation one case: the rule that decides, or else the status of the vendor.
  fileprivate func outcome(of entry: JournalEntry) -> String {
    if case .notCompared = result { return "not-compared" }
    return rule ?? entry.response.map { "\($0.status)" } ?? ""
  }
}
