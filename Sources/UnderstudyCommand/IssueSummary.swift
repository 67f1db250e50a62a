import ArgumentParser
import UnderstudyEmulator

/// The value of `--fail-on`, such as `unmatched,rejected`.
struct IssueList: ExpressibleByArgument {
  let issues: [RequestCounters.Issue]

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    issues = names.compactMap(RequestCounters.Issue.init)
    guard !names.isEmpty, issues.count == names.count else { return nil }
  }

  static var allValueStrings: [String] { RequestCounters.Issue.allCases.map(\.rawValue) }
}

/// A summary of the requests with certain issues, for standard error.
struct IssueSummary {
  let lines: [String]

  /// - Parameter prefix: the start of the first line about each issue.
  init(of kinds: Set<RequestCounters.Issue>, in counts: RequestCounters.Counts, prefix: String) {
    let issues = RequestCounters.Issue.allCases.filter(kinds.contains)
    self.init(
      of: issues.compactMap { issue in
        counts.issues[issue].map { (kind: issue.rawValue, count: $0.count, examples: $0.examples) }
      }, prefix: prefix)
  }

  /// - Parameters:
  ///   - issues: each with the number of its requests, of which there is at least one, and a line for each of the first.
  ///   - prefix: the start of the first line about each issue.
  init(of issues: [(kind: String, count: Int, examples: [String])], prefix: String) {
    lines = issues.flatMap { kind, count, examples in
      let rest = count > examples.count ? ["  and \(count - examples.count) more"] : []
      return ["\(prefix) \(kind): \(count) \(count == 1 ? "request" : "requests")"]
        + examples.map { "  \($0)" } + rest
    }
  }
}
