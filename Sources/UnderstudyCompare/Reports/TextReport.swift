/// The report for a terminal: the numbers in the first three lines, then the causes, the worst first.
struct TextReport {
  private let report: ComparisonReport
  private var layout = TextLayout()
  /// The number of the cause that shows an exchange, by its place.
  private var shown: [String: Int] = [:]

  /// The number of examples of each reason why exchanges were not compared, and of hosts.
  private static let exampleLimit = 5
  private static let hostLimit = 10

  init(_ report: ComparisonReport) {
    self.report = report
    addNumbers()
    for (index, cause) in report.causes.enumerated() { add(cause, number: index + 1) }
    addUncompared()
    addAccepted()
    addAbsent()
    addOtherHosts()
    addSuggestion()
    addEntries()
    layout.addGap()
    layout.add(report.conclusion)
  }

  var text: String { layout.text }

  private mutating func addNumbers() {
    let result = report.result
    layout.add("Compared:      \(result.compared.counted("exchange"))")
    let causes = report.causes.isEmpty ? "" : " by \(report.causes.count.counted("cause"))"
    let accepted = report.accepted.isEmpty ? "" : ", and \(report.acceptedDifferences) accepted"
    layout.add("Differences:   \(report.differences)\(causes)\(accepted)")
    let unknown = report.notCompared == 0 ? "" : ", neither equal nor different: see below"
    layout.add("Not compared:  \(report.notCompared.counted("exchange"))\(unknown)")
  }

  private mutating func add(_ cause: ComparisonReport.Cause, number: Int) {
    let (difference, exchange) = (cause.group.example, cause.group.exchange)
    layout.addGap()
    layout.add(
      "\(number). \(difference.operation): \(difference.kind.title), in \(cause.group.count.counted("exchange"))",
      hanging: 3)
    if let expiry = cause.expiry(on: report.day) { layout.add(expiry, label: "note") }
    if let rule = difference.rule {
      layout.add(rule.id, label: "rule")
      layout.add(rule.summary, label: "")
      layout.add(rule.sourceText, label: "source")
      if !rule.document.isEmpty { layout.add(rule.document, label: "") }
    } else {
      layout.add("none of our rules decides it", label: "rule")
    }
    layout.add(difference.verdict.sentence, label: "verdict")
    if !cause.places.isEmpty { layout.add(cause.places.joined(separator: ", "), label: "place") }
    layout.add(difference.recorded, label: "recorded")
    layout.add(difference.ours, label: "ours")
    if let option = difference.rule?.option { layout.add(option, label: "switch") }
    if let earlier = shown[exchange.place] {
      return layout.add("that of \(earlier) (\(exchange.place))", label: "example")
    }
    shown[exchange.place] = number
    layout.add("\(exchange.request) (\(exchange.place))", label: "example")
    if let curl = exchange.curl { layout.addUnbroken(curl, indentation: 3) }
  }

  private mutating func addUncompared() {
    guard !report.result.uncompared.isEmpty else { return }
    addHeading("Not compared, so that nothing is known about them")
    for group in report.result.uncompared {
      layout.add("\(group.count.counted("exchange")): \(group.reason.title)", indentation: 3, hanging: 2)
      for example in group.examples.prefix(Self.exampleLimit) {
        layout.add(ComparisonReport.line(example), indentation: 5, hanging: 2)
      }
      addRest(of: group.count, shown: min(group.examples.count, Self.exampleLimit))
    }
  }

  private mutating func addAccepted() {
    guard !report.accepted.isEmpty else { return }
    addHeading("Accepted by \(report.acceptFile ?? "the project")")
    for cause in report.accepted {
      guard let entry = cause.entry else { continue }
      layout.add("\(cause.group.count.counted("exchange")): \(entry.line)", indentation: 3, hanging: 2)
    }
  }

  private mutating func addAbsent() {
    guard !report.absent.isEmpty else { return }
    addHeading(
      "Accepted, but no longer occurring: remove these entries from \(report.acceptFile ?? "the file") if the "
        + "captures show their operations")
    for entry in report.absent { layout.add(entry.line, indentation: 3, hanging: 2) }
  }

  private mutating func addOtherHosts() {
    guard report.otherRequests > 0 else { return }
    addHeading("Left out: \(report.otherRequests.counted("request")) to hosts that no vendor owns")
    for (host, requests) in report.otherHosts.prefix(Self.hostLimit) {
      layout.add("\(host): \(requests)", indentation: 3)
    }
    addRest(of: report.otherHosts.count, shown: Self.hostLimit)
  }

  private mutating func addSuggestion() {
    guard let suggestion = report.result.suggestion else { return }
    guard !suggestion.options.isEmpty else {
      return addHeading("Suggestion: no switch of a rule leaves fewer differences")
    }
    addHeading("Suggestion: with these options, \(report.effect(of: suggestion))")
    layout.addUnbroken("understudy serve \(suggestion.options.joined(separator: " "))", indentation: 3)
  }

  /// Adds the lines that a file of `--accept` needs for the differences that it does not name.
  private mutating func addEntries() {
    guard let file = report.acceptFile else { return }
    let entries = report.causes.filter { $0.entry == nil }.map(\.group.cause.suggestedEntry)
    guard !entries.isEmpty else { return }
    addHeading("To accept a difference, add its line to \(file), and say why in \"reason\"")
    for entry in entries { layout.addUnbroken("\(entry),", indentation: 3) }
  }

  private mutating func addHeading(_ heading: String) {
    layout.addGap()
    layout.add(heading)
  }

  private mutating func addRest(of count: Int, shown: Int) {
    if count > shown { layout.add("and \(count - shown) more", indentation: 5) }
  }
}
