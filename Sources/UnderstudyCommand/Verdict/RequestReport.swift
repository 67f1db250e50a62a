import Foundation
import UnderstudyCompare
import UnderstudyVendors

/// The requests of a server as JUnit XML.
///
/// Each sandbox is a suite, each operation with its outcome a case: a failure if its kind is one of `--fail-on`, skipped for
/// another issue, otherwise passed. The first suite is about the server: it is never empty, which Jenkins would refuse, and has
/// the requests that were only counted.
struct RequestReport {
  private let reply: VerdictReply
  private let timestamp: String

  init(_ reply: VerdictReply, at time: Date) {
    self.reply = reply
    timestamp = String(Timestamp(time).description.prefix { $0 != "Z" })
  }

  private static let group = "understudy"

  var text: String {
    let cases = Dictionary(grouping: reply.cases, by: \.operation.sandbox)
    let answered = Dictionary(grouping: reply.answered, by: \.operation.sandbox)
    return JUnitSuites([server] + sandboxes.map { suite(of: $0, cases[$0] ?? [], answered[$0] ?? []) }).text
  }

  /// In the order of their first cases.
  private var sandboxes: [String] {
    var known: Set<String> = []
    return (reply.cases.map(\.operation) + reply.answered.map(\.operation)).map(\.sandbox).filter {
      known.insert($0).inserted
    }
  }

  private var server: JUnitSuites.Suite {
    var suite = JUnitSuites.Suite(name: "understudy", group: Self.group, timestamp: timestamp)
    suite.properties = [
      ("version", reply.version), ("verdict", reply.outcome.rawValue), ("requests", "\(reply.requests)"),
      ("failOn", reply.failing.joined(separator: ",")), ("failOnOrigin", reply.origin),
    ]
    if let sandbox = reply.sandbox { suite.properties.append(("sandbox", sandbox)) }
    suite.properties += reply.issues.map { ($0.kind, "\($0.count)") }
    let none: JUnitSuites.TestCase.Result = (.skipped, "none", "no request was received", [])
    let received = JUnitSuites.TestCase(
      group: Self.group, name: "requests were received", result: reply.requests == 0 ? none : nil)
    suite.cases = [received] + reply.issues.filter { $0.unlisted > 0 }.map(unlisted)
    if reply.unlistedAnswers > 0 {
      suite.output = ["\(reply.unlistedAnswers.counted("request")) without an issue, to further operations"]
    }
    return suite
  }

  private func unlisted(_ issue: VerdictReply.Issue) -> JUnitSuites.TestCase {
    let scope = reply.sandbox == nil ? "" : " of all sandboxes"
    return JUnitSuites.TestCase(
      group: Self.group, name: "\(issue.kind): further requests",
      result: (
        kind(of: issue.kind), issue.kind,
        "\(issue.unlisted) more\(scope), which were only counted: too many were different", []
      ))
  }

  private func suite(
    of sandbox: String, _ cases: [VerdictReply.Case], _ answered: [VerdictReply.Answered]
  ) -> JUnitSuites.Suite {
    let group = "\(Self.group).sandbox.\(sandbox)"
    var suite = JUnitSuites.Suite(name: "sandbox \(sandbox)", group: Self.group, timestamp: timestamp)
    suite.cases =
      cases.map { testCase($0, in: group) }
      + answered.map {
        JUnitSuites.TestCase(group: group, name: "\($0.operation.title): answered", result: nil)
      }
    suite.output =
      cases.map { "\($0.count.counted("request")): \($0.title)" }
      + answered.map { "\($0.count.counted("request")): \($0.operation.title): answered" }
    return suite
  }

  private func testCase(_ issue: VerdictReply.Case, in group: String) -> JUnitSuites.TestCase {
    let lines: [String?] = [
      "sandbox: \(issue.operation.sandbox)", "requests: \(issue.count)", "status: \(issue.status)",
      issue.rule.map { "rule: \($0.id)" }, issue.rule?.requirement.map { "requirement: \($0)" },
      issue.rule?.source.map { "source: \($0)" }, issue.rule?.document.map { "document: \($0)" },
      issue.message.isEmpty ? nil : "message: \(issue.message)", issue.hint.map { "hint: \($0)" },
      "first request: \(issue.firstRequest)",
    ]
    return JUnitSuites.TestCase(
      group: group, name: issue.title,
      result: (
        kind(of: issue.kind), issue.kind, "\(issue.count.counted("request")) \(issue.reason)",
        lines.compactMap(\.self)
      ))
  }

  private func kind(of issue: String) -> JUnitSuites.TestCase.ResultKind {
    reply.failing.contains(issue) ? .failure : .skipped
  }
}

extension VerdictReply.Operation {
  fileprivate var title: String { "\(method) \(path)\(endpoint.map { " (\($0))" } ?? "")" }
}

extension VerdictReply.Case {
  /// Unique in its sandbox.
  fileprivate var title: String {
    if let rule { return "\(operation.title): \(status) \(rule.id)" }
    return kind == "unmatched" ? "\(operation.title): unmatched" : "\(operation.title): \(message)"
  }

  fileprivate var reason: String {
    guard let rule else { return "\(kind): \(message)" }
    return "\(kind) by \(rule.id): \(message)"
  }
}
