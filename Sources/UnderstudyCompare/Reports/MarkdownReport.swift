/// The report as a comment of a pull request: a table of the causes, and their details folded away.
struct MarkdownReport {
  private let report: ComparisonReport

  /// GitHub takes comments of at most 65,536 characters.
  private static let rowLimit = 100
  private static let detailLimit = 20
  private static let commandLimit = 1_000
  private static let exampleLimit = 3
  private static let hostLimit = 10

  init(_ report: ComparisonReport) { self.report = report }

  var text: String {
    let start: [String?] = ["### understudy compare", report.conclusion, numbers, table]
    let end: [String?] = [uncompared, accepted, absent, otherHosts, suggestion]
    let blocks = start.compactMap(\.self) + details + end.compactMap(\.self)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var numbers: String {
    let numbers = [report.result.compared, report.differences, report.acceptedDifferences, report.notCompared]
    return [
      MarkdownText.row(["compared", "differences", "accepted", "not compared"]), "|---:|---:|---:|---:|",
      MarkdownText.row(numbers.map { "\($0)" }),
    ].joined(separator: "\n")
  }

  private var table: String? {
    guard !report.causes.isEmpty else { return nil }
    let header = ["", "difference", "operation", "rule or place", "exchanges", "switch"]
    let rows = report.causes.prefix(Self.rowLimit).enumerated().map { index, cause -> String in
      let difference = cause.group.example
      return MarkdownText.row([
        "\(index + 1)", difference.kind.title, MarkdownText.code(difference.operation),
        MarkdownText.code(cause.name), "\(cause.group.count)", MarkdownText.code(difference.rule?.option ?? ""),
      ])
    }
    let lines = [MarkdownText.row(header), "|---:|---|---|---|---:|---|"] + rows
    return (lines + rest(of: report.causes.count, shown: Self.rowLimit)).joined(separator: "\n")
  }

  private var details: [String] {
    let details = report.causes.prefix(Self.detailLimit).enumerated().map { index, cause -> String in
      let difference = cause.group.example
      let summary = "\(index + 1). \(difference.operation): \(difference.kind.title)"
      return "<details><summary>\(summary)</summary>\n\n\(list(of: cause))\(command(of: cause))\n\n</details>"
    }
    let hidden = report.causes.count - details.count
    return hidden > 0 ? details + ["Details of \(hidden) more: `understudy compare --format text`"] : details
  }

  private func list(of cause: ComparisonReport.Cause) -> String {
    let (difference, exchange) = (cause.group.example, cause.group.exchange)
    let places = cause.places.map(MarkdownText.code).joined(separator: ", ")
    let items: [String?] = [
      cause.expiry(on: report.day).map { "note: \(MarkdownText.plain($0))" },
      difference.rule.map { "rule: \(MarkdownText.code($0.id)): \($0.summary)" }
        ?? "rule: none of our rules decides it",
      difference.rule.map { "source: \(MarkdownText.plain($0.sourceText)) (\($0.document))" },
      "verdict: \(difference.verdict.sentence)",
      places.isEmpty ? nil : "place: \(places)",
      "recorded: \(MarkdownText.code(difference.recorded))",
      "ours: \(MarkdownText.code(difference.ours))",
      "example: \(MarkdownText.code(exchange.request)) (\(MarkdownText.code(exchange.place)))",
    ]
    return list(items.compactMap(\.self))
  }

  private func command(of cause: ComparisonReport.Cause) -> String {
    guard let curl = cause.group.exchange.curl, curl.utf8.count <= Self.commandLimit else { return "" }
    return "\n\n" + MarkdownText.block(curl, language: "sh")
  }

  private var uncompared: String? {
    section("Not compared, so that nothing is known about them") {
      report.result.uncompared.map { group in
        let examples = group.examples.prefix(Self.exampleLimit).map { MarkdownText.code($0.exchange.request) }
        return "\(group.count.counted("exchange")): \(group.reason.title): \(examples.joined(separator: ", "))"
      }
    }
  }

  private var accepted: String? {
    section("Accepted") {
      let lines = report.accepted.prefix(Self.rowLimit).compactMap(\.entry?.line)
      return lines.map(MarkdownText.plain) + rest(of: report.accepted.count, shown: Self.rowLimit)
    }
  }

  private var absent: String? {
    section("Accepted, but no longer occurring") {
      let lines = report.absent.prefix(Self.rowLimit).map(\.line)
      return lines.map(MarkdownText.plain) + rest(of: report.absent.count, shown: Self.rowLimit)
    }
  }

  private var otherHosts: String? {
    section("Left out: requests to hosts that no vendor owns") {
      report.otherHosts.prefix(Self.hostLimit).map { "\(MarkdownText.code($0.host)): \($0.requests)" }
        + rest(of: report.otherHosts.count, shown: Self.hostLimit)
    }
  }

  private var suggestion: String? {
    section("Suggestion") {
      guard let suggestion = report.result.suggestion else { return [] }
      let options = suggestion.options.joined(separator: " ")
      return options.isEmpty
        ? ["no switch of a rule leaves fewer differences"]
        : ["\(MarkdownText.code(options)): \(report.effect(of: suggestion))"]
    }
  }

  /// Returns a list under a heading; nil if it is empty.
  private func section(_ heading: String, _ items: () -> [String]) -> String? {
    let items = items()
    return items.isEmpty ? nil : "**\(heading)**\n\n\(list(items))"
  }

  private func list(_ items: [String]) -> String { items.map { "- \($0)" }.joined(separator: "\n") }

  private func rest(of count: Int, shown: Int) -> [String] { count > shown ? ["and \(count - shown) more"] : [] }
}
