import ArgumentParser
import UnderstudyEmulator
import UnderstudyPlatform

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

extension [RequestCounters.Issue] {
  /// Prints a summary on standard error if there were requests with any of these issues.
  /// - Throws: exit code 3 in that case.
  func fail(_ counts: RequestCounters.Counts) throws {
    let all = RequestCounters.Issue.allCases.filter(contains)
    let found = all.compactMap { issue in counts.issues[issue].map { (issue, $0.count, $0.examples) } }
    guard !found.isEmpty else { return }
    for (issue, count, examples) in found {
      StandardError.write("--fail-on \(issue.rawValue): \(count) \(count == 1 ? "request" : "requests")\n")
      for example in examples { StandardError.write("  \(example)\n") }
      if count > examples.count { StandardError.write("  and \(count - examples.count) more\n") }
    }
    throw ExitCode.failedOn
  }
}
