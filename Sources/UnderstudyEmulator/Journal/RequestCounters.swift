import Synchronization

/// Counts of answered requests since the start, including those that the journal no longer has.
package final class RequestCounters: Sendable {
  /// A kind of request that `--fail-on` can fail a run for.
  package enum Issue: String, Sendable, CaseIterable {
    /// The request belongs to no endpoint and no mapping.
    case unmatched
    /// The request has members without effect.
    case warnings
    /// An endpoint rejected the request.
    case rejected
  }

  package struct Answer: Sendable, Hashable {
    /// The endpoint's id; nil if no endpoint has the path.
    package let surface: String?
    package let status: Int
  }

  /// The requests with one kind of issue.
  package struct IssueCount: Sendable {
    package fileprivate(set) var count = 0
    /// A line for each of the first requests.
    package fileprivate(set) var examples: [String] = []
  }

  package struct Counts: Sendable {
    package var answers: [Answer: Int] = [:]
    /// By the id of the rule that refused.
    package var refusals: [String: Int] = [:]
    package var issues: [Issue: IssueCount] = [:]
    package fileprivate(set) var groups = IssueGroups()
    /// The requests that the HTTP server refused itself, by the status of the response; nil if there was none.
    package var protocolErrors: [Int?: Int] = [:]
  }

  /// The most examples of an issue.
  package static let maximumExamples = 5
  static let noEndpoint = "no endpoint has this path"
  private let state = Mutex(Counts())

  package init() {}

  package var counts: Counts { state.withLock { $0 } }

  package func countProtocolError(status: Int?) { state.withLock { $0.protocolErrors[status, default: 0] += 1 } }

  func count(_ exchange: Exchange, _ outcome: Outcome) {
    let status = outcome.response.status
    state.withLock { counts in
      counts.answers[Answer(surface: exchange.surface?.id, status: status), default: 0] += 1
      if let rule = outcome.rule {
        counts.refusals[rule, default: 0] += 1
        counts.add(.rejected, of: exchange, outcome) { "\(status) \(rule)" }
      }
      if exchange.surface == nil, outcome.stub?.mapping == nil, outcome.forwarding == nil {
        counts.add(.unmatched, of: exchange, outcome) { outcome.explanation?.message ?? Self.noEndpoint }
      }
      if let warning = outcome.warnings.first { counts.add(.warnings, of: exchange, outcome) { warning.message } }
    }
  }
}

extension RequestCounters.Counts {
  fileprivate mutating func add(
    _ issue: RequestCounters.Issue, of exchange: Exchange, _ outcome: Outcome, reason: () -> String
  ) {
    groups.add(issue, exchange, outcome)
    issues[issue, default: RequestCounters.IssueCount()].add {
      "\(exchange.request.method) \(String(exchange.request.path).truncated(to: 200)) "
        + "(sandbox \(exchange.snapshot.sandbox.name)): \(reason())"
    }
  }
}

extension RequestCounters.IssueCount {
  fileprivate mutating func add(_ example: () -> String) {
    count += 1
    if examples.count < RequestCounters.maximumExamples { examples.append(example()) }
  }
}
