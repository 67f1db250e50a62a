import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyVendors

/// What was counted since the start, for all sandboxes or one.
struct IssueVerdict {
  struct Count {
    let issue: RequestCounters.Issue
    let count: Int
    let examples: [String]
    /// The requests of all sandboxes that are in no group.
    let unlisted: Int
  }

  /// In the order of their declaration.
  let failing: [RequestCounters.Issue]
  /// All requests that were answered, in all sandboxes.
  let requests: Int
  let issues: [Count]
  let groups: [IssueGroup]
  private let sandbox: String?

  init(_ counts: RequestCounters.Counts, failingOn failing: Set<RequestCounters.Issue>, in sandbox: String?) {
    self.failing = RequestCounters.Issue.allCases.filter(failing.contains)
    self.sandbox = sandbox
    requests = counts.answers.values.reduce(0, +)
    let groups = counts.groups.all.filter { sandbox == nil || $0.sandbox == sandbox }
    self.groups = groups
    issues = RequestCounters.Issue.allCases.map { issue in
      let total = counts.issues[issue]
      let listed = counts.groups.all.reduce(0) { $0 + ($1.issue == issue ? $1.count : 0) }
      let unlisted = (total?.count ?? 0) - listed
      guard sandbox != nil else {
        return Count(
          issue: issue, count: total?.count ?? 0, examples: total?.examples ?? [], unlisted: unlisted)
      }
      let ours = groups.filter { $0.issue == issue }
      return Count(
        issue: issue, count: ours.reduce(0) { $0 + $1.count },
        examples: ours.prefix(RequestCounters.maximumExamples).map(\.line), unlisted: unlisted)
    }
  }

  /// `pass` or `fail`; `indeterminate` if requests were only counted, and any of them may be of the sandbox.
  var outcome: String {
    let ours = issues.filter { failing.contains($0.issue) }
    if ours.contains(where: { $0.count > 0 }) { return "fail" }
    return sandbox != nil && ours.contains { $0.unlisted > 0 } ? "indeterminate" : "pass"
  }
}

extension IssueVerdict.Count {
  var json: JSON {
    [
      "kind": .string(issue.rawValue), "count": .number(Number(count)),
      "examples": .array(examples.map(JSON.string)), "unlisted": .number(Number(unlisted)),
    ]
  }
}

extension IssueGroup {
  /// The first request, as the summary of a run has it.
  fileprivate var line: String {
    "\(method) \(path) (sandbox \(sandbox)): \(rule.map { "\(status) \($0)" } ?? message)"
  }

  func json(_ listed: Registry.ListedRule?) -> JSON {
    var members: Members = [
      "kind": .string(issue.rawValue), "sandbox": .string(sandbox),
      "endpoint": surface.map { .string($0.id) } ?? .null, "method": .string(method), "path": .string(path),
      "status": .number(Number(status)), "count": .number(Number(count)), "firstRequest": .string(firstID),
      "message": .string(message), "hint": hint.map(JSON.string) ?? .null,
    ]
    if let listed {
      members["rule"] = .object(listed.rule.listing(of: listed.surface))
    } else {
      members["rule"] = rule.map { ["id": .string($0)] } ?? .null
    }
    return .object(members)
  }
}
