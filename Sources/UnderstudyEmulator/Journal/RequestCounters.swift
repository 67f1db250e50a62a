import Synchronization

/// Counts of what was answered since the start, whatever the journal still holds.
package final class RequestCounters: Sendable {
  /// What a run may be failed for.
  package enum Finding: String, Sendable, CaseIterable {
    /// Requests that belong to no endpoint and no mapping.
    case unmatched
    /// Requests with members that had no effect.
    case warnings
    /// Requests that an endpoint refused.
    case rejected
  }

  package struct Answer: Sendable, Hashable {
    /// nil where no endpoint has the path.
    package let surface: String?
    package let status: Int
  }

  /// Requests of one kind.
  package struct Found: Sendable {
    package fileprivate(set) var count = 0
    /// The first of them, one line each.
    package fileprivate(set) var examples: [String] = []
  }

  package struct Counts: Sendable {
    package var answers: [Answer: Int] = [:]
    /// By the id of the rule that refused.
    package var refusals: [String: Int] = [:]
    package var findings: [Finding: Found] = [:]
  }

  fileprivate static let examplesKept = 5
  private let state = Mutex(Counts())

  package init() {}

  package var counts: Counts { state.withLock { $0 } }

  func count(_ exchange: Exchange, status: Int) {
    state.withLock { counts in
      counts.answers[Answer(surface: exchange.surface?.id, status: status), default: 0] += 1
      if let rule = exchange.rule {
        counts.refusals[rule, default: 0] += 1
        counts.note(.rejected, exchange) { "\(status) \(rule)" }
      }
      if !exchange.isMatched {
        counts.note(.unmatched, exchange) { exchange.whyUnmatched }
      }
      if let warning = exchange.warnings.first { counts.note(.warnings, exchange) { warning.sentence } }
    }
  }
}

extension RequestCounters.Counts {
  fileprivate mutating func note(_ finding: RequestCounters.Finding, _ exchange: Exchange, _ reason: () -> String) {
    findings[finding, default: RequestCounters.Found()].add {
      "\(exchange.request.method) \(exchange.request.target.prefix(200)) "
        + "(sandbox \(exchange.snapshot.sandbox.name)): \(reason())"
    }
  }
}

extension RequestCounters.Found {
  fileprivate mutating func add(_ example: () -> String) {
    count += 1
    if examples.count < RequestCounters.examplesKept { examples.append(example()) }
  }
}

extension Exchange {
  fileprivate var whyUnmatched: String {
    guard misnomer == nil, case .nothing(let path) = route else { return "no sandbox can have this name" }
    return "no endpoint has this path" + path.hint(request.method)
  }
}
