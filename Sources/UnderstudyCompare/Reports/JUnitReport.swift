/// The report as JUnit XML, for CI services.
///
/// Each cause is a test case: a failure, or skipped if it is accepted. So is each reason why exchanges were not compared,
/// which is skipped. One more test case is there in every report and fails if nothing was compared.
struct JUnitReport {
  private let report: ComparisonReport

  init(_ report: ComparisonReport) { self.report = report }

  private static let name = "understudy compare"
  private static let group = "understudy.compare"

  var text: String {
    var suite = JUnitSuites.Suite(name: Self.name, group: Self.group, timestamp: "\(report.day)T00:00:00")
    suite.properties = properties
    suite.cases = testCases
    suite.output = notes
    return JUnitSuites([suite]).text
  }

  private var testCases: [JUnitSuites.TestCase] {
    let isEmpty = report.outcome == .nothingCompared
    let compared = JUnitSuites.TestCase(
      group: Self.group, name: "exchanges were compared",
      result: isEmpty ? (.failure, report.outcome.rawValue, report.conclusion, []) : nil)
    return [compared] + report.causes.map(failure) + report.accepted.map(acceptance)
      + report.result.uncompared.map(uncompared)
  }

  private func failure(_ cause: ComparisonReport.Cause) -> JUnitSuites.TestCase {
    let difference = cause.group.example
    let message =
      "\(difference.kind.title), in \(cause.group.count.counted("exchange")): recorded \(difference.recorded); "
      + "ours \(difference.ours)"
    return testCase(cause, .failure, message, details(of: cause))
  }

  private func acceptance(_ cause: ComparisonReport.Cause) -> JUnitSuites.TestCase {
    let limit = cause.entry?.until.map { " until \($0)" } ?? ""
    return testCase(cause, .skipped, "accepted\(limit): \(cause.entry?.reason ?? "")", [])
  }

  private func testCase(
    _ cause: ComparisonReport.Cause, _ kind: JUnitSuites.TestCase.ResultKind, _ message: String, _ details: [String]
  ) -> JUnitSuites.TestCase {
    let difference = cause.group.example
    return JUnitSuites.TestCase(
      group: "\(Self.group).\(difference.operation)", name: "\(difference.kind.rawValue): \(cause.name)",
      result: (kind, difference.kind.rawValue, message, details))
  }

  private func details(of cause: ComparisonReport.Cause) -> [String] {
    let (difference, exchange) = (cause.group.example, cause.group.exchange)
    let places = cause.places.joined(separator: ", ")
    let lines: [String?] = [
      cause.expiry(on: report.day), difference.rule.map { "rule: \($0.id)" }, difference.rule?.summary,
      difference.rule.map { "source: \($0.sourceText)" }, difference.rule?.document, difference.verdict.sentence,
      places.isEmpty ? nil : "place: \(places)", difference.rule?.option.map { "switch: \($0)" },
      "example: \(exchange.request) (\(exchange.place))", exchange.curl,
    ]
    return lines.compactMap(\.self).filter { !$0.isEmpty }
  }

  private func uncompared(_ group: CaptureComparison.UncomparedGroup) -> JUnitSuites.TestCase {
    let message = "not compared, \(group.count.counted("exchange")): \(group.reason.title)"
    let examples = group.examples.map(ComparisonReport.line)
    return JUnitSuites.TestCase(
      group: Self.group, name: "not compared: \(group.reason.rawValue)",
      result: (.skipped, group.reason.rawValue, message, examples))
  }

  private var properties: [(String, String)] {
    [
      ("outcome", report.outcome.rawValue), ("compared", "\(report.result.compared)"),
      ("differences", "\(report.differences)"), ("accepted", "\(report.acceptedDifferences)"),
      ("notCompared", "\(report.notCompared)"), ("otherHosts", "\(report.otherRequests)"),
    ]
  }

  /// The conclusion, and what is no test case.
  private var notes: [String] {
    let absent = report.absent.map { "accepted, but no longer occurring: \($0.line)" }
    let hosts = report.otherHosts.map { "left out: \($0.requests.counted("request")) to \($0.host)" }
    let suggestion = report.result.suggestion.map {
      "suggestion: \($0.options.joined(separator: " ")): \(report.effect(of: $0))"
    }
    return [report.conclusion] + absent + hosts + [suggestion].compactMap(\.self)
  }
}
