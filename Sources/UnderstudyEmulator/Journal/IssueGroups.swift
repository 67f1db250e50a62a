import UnderstudyHTTP
import UnderstudyVendors

/// The requests of one sandbox that have the same issue for the same reason.
package struct IssueGroup: Sendable {
  fileprivate let key: Key
  /// The endpoint; nil if none has the path.
  package let surface: Surface?
  /// The status of the first response.
  package let status: Int
  /// The message of the refusal or of the warning, or why nothing has the path.
  package let message: String
  /// A hint at the client's error.
  package let hint: String?
  /// The id of the first request.
  package let firstID: String
  package fileprivate(set) var count = 1

  package var issue: RequestCounters.Issue { key.issue }
  package var sandbox: String { key.sandbox }
  package var method: String { key.method }
  /// The path of the operation, otherwise of the first request, without its query.
  package var path: String { key.path }
  /// The id of the rule that refused.
  package var rule: String? { issue == .rejected ? key.reason : nil }

  /// - Parameter exchange: the first request.
  fileprivate init(_ key: Key, _ exchange: Exchange, _ outcome: Outcome) {
    self.key = key
    surface = exchange.surface
    status = outcome.response.status
    let message =
      switch key.issue {
      case .unmatched: outcome.explanation?.message ?? RequestCounters.noEndpoint
      case .warnings: key.reason
      case .rejected: outcome.explanation?.message ?? ""
      }
    self.message = message.truncated(to: Key.textLimit)
    hint = key.issue == .warnings ? nil : outcome.explanation?.hint?.truncated(to: Key.textLimit)
    firstID = exchange.requestID.uuid
  }

  /// What the requests of a group have in common.
  fileprivate struct Key: Hashable, Sendable {
    let issue: RequestCounters.Issue
    let sandbox: String
    let surface: String?
    let method: String
    let path: String
    /// The rule that refused, or the message of the warning; empty for an unmatched request.
    let reason: String

    private static let methodLimit = 40
    private static let pathLimit = 200
    static let textLimit = 1000

    init(_ issue: RequestCounters.Issue, _ exchange: Exchange, _ outcome: Outcome) {
      self.issue = issue
      sandbox = exchange.snapshot.sandbox.name
      surface = exchange.surface?.id
      method = exchange.request.method.truncated(to: Self.methodLimit)
      path =
        if case .operation(_, let operation, _) = exchange.route {
          operation.path.description
        } else {
          String(exchange.request.path).truncated(to: Self.pathLimit)
        }
      reason =
        switch issue {
        case .unmatched: ""
        case .warnings: (outcome.warnings.first?.message ?? "").truncated(to: Self.textLimit)
        case .rejected: outcome.rule ?? ""
        }
    }
  }
}

/// The groups of all sandboxes since the start, in the order of their first requests.
///
/// They outlast the journal: neither a reset of a sandbox nor an eviction removes them.
package struct IssueGroups: Sendable {
  /// The most groups. Requests of further ones are only counted.
  package static let limit = 2000

  package private(set) var all: [IssueGroup] = []
  private var places: [IssueGroup.Key: Int] = [:]

  mutating func add(_ issue: RequestCounters.Issue, _ exchange: Exchange, _ outcome: Outcome) {
    let key = IssueGroup.Key(issue, exchange, outcome)
    if let place = places[key], all.indices.contains(place) {
      all[place].count += 1
    } else if all.count < Self.limit {
      places[key] = all.count
      all.append(IssueGroup(key, exchange, outcome))
    }
  }
}
