import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension AdminRoute {
  static let verdict = [
    AdminRoute(
      "GET", "/verdict", "Whether there were requests with an issue in any sandbox since the start, and which",
      query: ["failOn", "sandbox"]
    ) { try $0.verdict() }
  ]
}

extension AdminRequest {
  fileprivate func verdict() throws -> Reply {
    let sandbox = try query("sandbox").map(sandboxName)
    let verdict = IssueVerdict(emulator.counters.counts, failingOn: try failingIssues(), in: sandbox)
    let answered = AnsweredOperations(journal.entries(of: nil), in: sandbox)
    let rules = emulator.registry.rulesByID
    return .json([
      "verdict": .string(verdict.outcome), "version": .string(control.server.version),
      "failOn": [
        "kinds": .array(verdict.failing.map { .string($0.rawValue) }), "origin": .string(failOnOrigin),
      ],
      "sandbox": sandbox.map(JSON.string) ?? .null, "requests": .number(Number(verdict.requests)),
      "issues": .array(verdict.issues.map(\.json)),
      "cases": .array(verdict.groups.map { $0.json($0.rule.flatMap { rules[$0] }) }),
      "answered": .array(answered.operations), "answeredUnlisted": .number(Number(answered.unlisted)),
    ])
  }

  private func sandboxName(_ text: String) throws -> String {
    do {
      return try SandboxName(text).text
    } catch {
      throw AdminError.invalidParameter("sandbox", mustBe: SandboxName.rule, not: text)
    }
  }

  /// The kinds in the query, otherwise those of `--fail-on`, otherwise unmatched requests.
  private func failingIssues() throws -> Set<RequestCounters.Issue> {
    guard let text = query("failOn") else {
      let ours = control.server.failingIssues
      return ours.isEmpty ? [.unmatched] : ours
    }
    let names = text.split(separator: ",").map(String.init)
    let issues = names.compactMap(RequestCounters.Issue.init)
    guard !names.isEmpty, issues.count == names.count else {
      let known = RequestCounters.Issue.allCases.map(\.rawValue).joined(separator: ", ")
      throw AdminError.invalidParameter("failOn", mustBe: "some of \(known), separated by commas", not: text)
    }
    return Set(issues)
  }

  private var failOnOrigin: String {
    if query("failOn") != nil { return "query" }
    return control.server.failingIssues.isEmpty ? "default" : "server"
  }
}

extension Registry {
  fileprivate var rulesByID: [String: Registry.ListedRule] {
    Dictionary((rules + alwaysOnRules).map { ($0.rule.id, $0) }) { first, _ in first }
  }
}
