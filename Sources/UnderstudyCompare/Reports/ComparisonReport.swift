/// What a report says about a comparison, in any format: its result, divided by what the project accepts.
package struct ComparisonReport: Sendable {
  package let result: CaptureComparison
  /// The groups of differences that count, the worst first.
  package let causes: [Cause]
  /// The groups of differences that are accepted, the worst first.
  package let accepted: [Cause]
  /// The accepted differences that did not occur.
  package let absent: [AcceptedDifference]
  /// The path of the file with the accepted differences; nil if there is none.
  package let acceptFile: String?
  package let day: CalendarDay

  /// A group of differences, with the entry that names it.
  package struct Cause: Sendable {
    package let group: CaptureComparison.Group
    /// The entry of the file of `--accept`; nil if none names the group.
    package let entry: AcceptedDifference?
  }

  /// - Parameters:
  ///   - accepted: The entries of the file, each with a cause of its own.
  ///   - day: The day of the comparison, on which entries may be past their date.
  package init(
    _ result: CaptureComparison, accepting accepted: [AcceptedDifference] = [], from acceptFile: String? = nil,
    on day: CalendarDay
  ) {
    let entries = Dictionary(accepted.map { ($0.cause, $0) }) { first, _ in first }
    // Relies on stable sorting: groups of one kind stay in the order in which they occurred.
    let found = result.groups.sorted { $0.example.kind < $1.example.kind }
      .map { group in Cause(group: group, entry: group.causes.lazy.compactMap { entries[$0] }.first) }
    let occurring = Set(result.groups.flatMap(\.causes))
    self.result = result
    self.acceptFile = acceptFile
    self.day = day
    causes = found.filter { $0.entry?.isAccepted(on: day) != true }
    self.accepted = found.filter { $0.entry?.isAccepted(on: day) == true }
    absent = accepted.filter { !occurring.contains($0.cause) }
  }
}

extension ComparisonReport {
  /// The conclusion, which decides the exit code.
  package enum Outcome: String, Sendable {
    /// Everything was compared, and no difference counts.
    case equal
    /// No difference counts, but some exchanges could not be compared.
    case partlyCompared = "partly-compared"
    case different
    /// Not one exchange was compared.
    case nothingCompared = "nothing-compared"
  }

  package var outcome: Outcome {
    if result.compared == 0 { return .nothingCompared }
    if !causes.isEmpty { return .different }
    return notCompared == 0 ? .equal : .partlyCompared
  }

  /// The number of differences that count, each exchange counted for each of its causes.
  package var differences: Int { causes.differences }

  package var acceptedDifferences: Int { accepted.differences }

  /// The number of exchanges that could not be compared.
  package var notCompared: Int { result.uncompared.reduce(0) { $0 + $1.count } }

  /// The number of requests to hosts that no vendor owns.
  package var otherRequests: Int { result.otherHosts.values.reduce(0, +) }

  /// The hosts that no vendor owns, those with the most requests first.
  package var otherHosts: [(host: String, requests: Int)] {
    result.otherHosts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// The conclusion as a sentence. It names what was not compared.
  package var conclusion: String {
    let compared = result.compared.counted("compared exchange")
    let found =
      switch outcome {
      case .different: "\(differences.counted("difference")) by \(causes.count.counted("cause")) in \(compared)"
      case .nothingCompared: "Nothing was compared"
      case .equal, .partlyCompared:
        accepted.isEmpty
          ? "No differences in \(compared)"
          : "No differences in \(compared), but for \(acceptedDifferences) accepted"
      }
    let rest = notCompared == 0 ? "" : "; \(notCompared.counted("exchange")) could not be compared"
    return "\(found)\(rest)."
  }
}

extension ComparisonReport {
  /// What switches of rules do, as a clause. The engine does not know which differences are accepted.
  func effect(of suggestion: CaptureComparison.SuggestedSwitches) -> String {
    let included = accepted.isEmpty ? "" : ", accepted ones included"
    return "\(suggestion.after.counted("difference")) instead of \(suggestion.before)\(included)"
  }

  /// An exchange that was not compared, on one line.
  static func line(_ example: (exchange: ExchangeReference, detail: String)) -> String {
    let detail = example.detail.isEmpty ? "" : ": \(example.detail)"
    return "\(example.exchange.request) (\(example.exchange.place))\(detail)"
  }
}

extension [ComparisonReport.Cause] {
  fileprivate var differences: Int { reduce(0) { $0 + $1.group.count } }
}

extension ComparisonReport.Cause {
  /// The rule's id, otherwise the place.
  var name: String { group.example.rule?.id ?? group.example.pointer.placeName }

  /// The places, unless the difference is about the response as a whole.
  var places: [String] { group.pointers == [""] ? [] : group.pointers.map(\.placeName) }

  /// Why an entry for it does not count any more; nil if none is past its date.
  func expiry(on day: CalendarDay) -> String? {
    guard let entry, let until = entry.until, !entry.isAccepted(on: day) else { return nil }
    return "accepted until \(until), which is past, so that it counts again: \(entry.reason)"
  }
}

extension Difference.NamedRule {
  /// The kind of the source, with the heading, the client or the reason.
  var sourceText: String { "\(source.kind): \(source.place)" }
}

extension AcceptedDifference {
  /// The entry as a line of a report.
  var line: String {
    let name =
      switch cause.origin {
      case .rule(let id): id
      case .pointer(let pointer): pointer.placeName
      }
    let limit = until.map { ", until \($0)" } ?? ""
    return "\(cause.operation), \(cause.kind.rawValue), \(name)\(limit): \(reason)"
  }
}

extension String {
  /// The place in a body, as a reader says it.
  fileprivate var placeName: String { isEmpty ? "the whole response" : self }
}

extension Int {
  /// The number with a noun: `1 exchange`, `2 exchanges`.
  package func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
