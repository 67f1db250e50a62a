import UnderstudyJSON
import UnderstudyPlatform

/// The report for programs. Members may be added in later versions; those below stay.
///
/// One object:
///
/// - `outcome`: `equal`, `partly-compared` (no difference counts, but some exchanges could not be compared), `different`
///   or `nothing-compared`. The exit code is 0 for the first two, otherwise 3.
/// - `conclusion`: the last line of the text report.
/// - `compared`, `notCompared`: the numbers of exchanges.
/// - `differences`, `acceptedDifferences`: the numbers of differences that count, and that are accepted. An exchange counts
///   for each of its causes.
/// - `causes`: an array of causes that count, the worst first; `accepted`: the same for those that are accepted. A cause has
///   - `class`: the kind of the difference, such as `refused-by-us`; `title`: the same as a clause,
///   - `operation`: the id of the operation, as in OpenAPI documents,
///   - `exchanges`: the number of exchanges with it,
///   - `rule`: null if none of our rules decides it, otherwise `id`, `sentence`, `source` (`documented`, `published`,
///     `inferred`, `observed` or `assumed`), `place` (the heading, address, client or reason), `document` (the address of
///     the vendor's page) and `option` (the option that makes us answer as the recording does, or null),
///   - `pointers`: the places in the body, with `-` for each index; at most 20,
///   - `verdict`: `vendor-moved`, `we-are-wrong` or `guessed`; `verdictText`: the same as a sentence,
///   - `recorded`, `ours`: what each has, as a phrase,
///   - `example`: the first such exchange, with `place` (`capture.har#12`), `request` and `curl`, which may be null,
///   - `entry`: the entry of the file of `--accept` that names it, or null,
///   - `suggestedEntry`: an entry that would accept it, as soon as its `reason` is filled in.
/// - `absent`: the entries of the file of `--accept` that did not occur.
/// - `uncompared`: an array with `reason` (such as `unknown-path`), `title`, `exchanges` and `examples`: at most 20, each with
///   `place`, `request` and `detail`.
/// - `otherHosts`: an array with `host` and `requests`, for requests to hosts that no vendor owns.
/// - `suggestion`: null without `--suggest`, otherwise `options`, an array, and the numbers of differences `before` and
///   `after`.
struct JSONReport {
  private let report: ComparisonReport

  init(_ report: ComparisonReport) { self.report = report }

  var text: String {
    // In JSON, an escaped character is the same. Line ends between members are the only ones that are not in a string.
    json.prettyText.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).escapingControlCharacters }.joined(separator: "\n")
  }

  private var json: JSON {
    [
      "outcome": .string(report.outcome.rawValue),
      "conclusion": .string(report.conclusion),
      "compared": .count(report.result.compared),
      "notCompared": .count(report.notCompared),
      "differences": .count(report.differences),
      "acceptedDifferences": .count(report.acceptedDifferences),
      "causes": .array(report.causes.map(cause)),
      "accepted": .array(report.accepted.map(cause)),
      "absent": .array(report.absent.map(\.json)),
      "uncompared": .array(report.result.uncompared.map(group)),
      "otherHosts": .array(
        report.otherHosts.map { ["host": .string($0.host), "requests": .count($0.requests)] }),
      "suggestion": report.result.suggestion.map(suggestion) ?? .null,
    ]
  }

  private func cause(_ cause: ComparisonReport.Cause) -> JSON {
    let (group, difference) = (cause.group, cause.group.example)
    return [
      "class": .string(difference.kind.rawValue),
      "title": .string(difference.kind.title),
      "operation": .string(difference.operation),
      "exchanges": .count(group.count),
      "rule": difference.rule.map(rule) ?? .null,
      "pointers": .array(group.pointers.map(JSON.string)),
      "verdict": .string(difference.verdict.rawValue),
      "verdictText": .string(difference.verdict.sentence),
      "recorded": .string(difference.recorded),
      "ours": .string(difference.ours),
      "example": [
        "place": .string(group.exchange.place), "request": .string(group.exchange.request),
        "curl": group.exchange.curl.map(JSON.string) ?? .null,
      ],
      "entry": cause.entry?.json ?? .null,
      "suggestedEntry": group.cause.suggestedEntry,
    ]
  }

  private func rule(_ rule: Difference.NamedRule) -> JSON {
    [
      "id": .string(rule.id), "sentence": .string(rule.summary), "source": .string(rule.source.kind),
      "place": .string(rule.source.place), "document": .string(rule.document),
      "option": rule.option.map(JSON.string) ?? .null,
    ]
  }

  private func group(_ group: CaptureComparison.UncomparedGroup) -> JSON {
    let examples = group.examples.map { example -> JSON in
      [
        "place": .string(example.exchange.place), "request": .string(example.exchange.request),
        "detail": .string(example.detail),
      ]
    }
    return [
      "reason": .string(group.reason.rawValue), "title": .string(group.reason.title),
      "exchanges": .count(group.count), "examples": .array(examples),
    ]
  }

  private func suggestion(_ suggestion: CaptureComparison.SuggestedSwitches) -> JSON {
    [
      "options": .array(suggestion.options.map(JSON.string)), "before": .count(suggestion.before),
      "after": .count(suggestion.after),
    ]
  }
}

extension JSON {
  fileprivate static func count(_ count: Int) -> JSON { .number(Number(count)) }
}
