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
    lines = RequestCounters.Issue.allCases.filter(kinds.contains).flatMap { issue -> [String] in
      guard let found = counts.issues[issue] else { return [] }
      let (count, examples) = (found.count, found.examples)
      let rest = count > examples.count ? ["  and \(count - examples.count) more"] : []
      return ["\(prefix) \(issue.rawValue): \(count) \(count == 1 ? "request" : "requests")"]
        + examples.map { "  \($0)" } + rest
    }
  }
}
