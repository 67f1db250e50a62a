import UnderstudyPlatform

/// The report as JUnit XML, for CI services.
///
/// Each cause is a test case: a failure, or skipped if it is accepted. So is each reason why exchanges were not compared,
/// which is skipped. One more test case is there in every report and fails if nothing was compared. The document is valid by
/// the schema of Apache Ant, which is the strictest, and by Jenkins' one.
struct JUnitReport {
  private let report: ComparisonReport

  init(_ report: ComparisonReport) { self.report = report }

  private static let name = "understudy compare"
  private static let group = "understudy.compare"

  var text: String {
    let cases = testCases
    let failures = cases.count { $0.result?.kind == .failure }
    let skipped = cases.count { $0.result?.kind == .skipped }
    let attributes = XMLAttributes([
      ("name", Self.name), ("package", Self.group), ("id", "0"), ("timestamp", "\(report.day)T00:00:00"),
      ("hostname", "localhost"), ("tests", "\(cases.count)"), ("failures", "\(failures)"), ("errors", "0"),
      ("skipped", "\(skipped)"), ("time", "0"),
    ])
    let lines =
      [
        #"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>", "  <testsuite\(attributes)>",
        "    <properties>",
      ]
      + properties.map { "      <property\(XMLAttributes([("name", $0), ("value", $1)]))/>" }
      + ["    </properties>"] + cases.map(element)
      + [
        "    <system-out>\(notes.xml)</system-out>", "    <system-err></system-err>", "  </testsuite>",
        "</testsuites>",
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  private struct TestCase {
    let group: String
    let name: String
    let result: (kind: ResultKind, type: String, message: String, details: [String])?

    enum ResultKind: String { case failure, skipped }
  }

  private var testCases: [TestCase] {
    let isEmpty = report.outcome == .nothingCompared
    let compared = TestCase(
      group: Self.group, name: "exchanges were compared",
      result: isEmpty ? (.failure, report.outcome.rawValue, report.conclusion, []) : nil)
    return [compared] + report.causes.map(failure) + report.accepted.map(acceptance)
      + report.result.uncompared.map(uncompared)
  }

  private func failure(_ cause: ComparisonReport.Cause) -> TestCase {
    let difference = cause.group.example
    let message =
      "\(difference.kind.title), in \(cause.group.count.counted("exchange")): recorded \(difference.recorded); "
      + "ours \(difference.ours)"
    return testCase(cause, .failure, message, details(of: cause))
  }

  private func acceptance(_ cause: ComparisonReport.Cause) -> TestCase {
    let limit = cause.entry?.until.map { " until \($0)" } ?? ""
    return testCase(cause, .skipped, "accepted\(limit): \(cause.entry?.reason ?? "")", [])
  }

  private func testCase(
    _ cause: ComparisonReport.Cause, _ kind: TestCase.ResultKind, _ message: String, _ details: [String]
  ) -> TestCase {
    let difference = cause.group.example
    return TestCase(
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

  private func uncompared(_ group: CaptureComparison.UncomparedGroup) -> TestCase {
    let message = "not compared, \(group.count.counted("exchange")): \(group.reason.title)"
    let examples = group.examples.map(ComparisonReport.line)
    return TestCase(
      group: Self.group, name: "not compared: \(group.reason.rawValue)",
      result: (.skipped, group.reason.rawValue, message, examples))
  }

  private func element(_ testCase: TestCase) -> String {
    let attributes = XMLAttributes([("classname", testCase.group), ("name", testCase.name), ("time", "0")])
    let start = "    <testcase\(attributes)"
    guard let result = testCase.result else { return "\(start)/>" }
    let kind = XMLAttributes([("type", result.type), ("message", result.message)])
    // Escaped line by line: a line end in a value is not one of the report's.
    let details = result.details.xml
    let name = result.kind.rawValue
    return "\(start)>\n      <\(name)\(kind)>\(details)</\(name)>\n    </testcase>"
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

/// The attributes of an XML element.
private struct XMLAttributes: CustomStringConvertible {
  let description: String

  init(_ attributes: [(name: String, value: String)]) {
    description = attributes.map { " \($0.name)=\"\($0.value.xml)\"" }.joined()
  }

}

extension String {
  /// The text for content and attributes of XML 1.0. Characters that it cannot have are written as `\u001b`.
  fileprivate var xml: String {
    escapingControlCharacters.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&apos;"
      case "\u{FFFE}": text += "\\ufffe"
      case "\u{FFFF}": text += "\\uffff"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension [String] {
  /// The lines for content of XML 1.0.
  fileprivate var xml: String { map(\.xml).joined(separator: "\n") }
}
