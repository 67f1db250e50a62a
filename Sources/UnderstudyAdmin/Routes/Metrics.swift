import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer

extension AdminRoute {
  static let metrics = [
    AdminRoute("GET", "/metrics", "Counters in Prometheus format", AdminRequest.metrics)
  ]
}

extension AdminRequest {
  /// Returns the counters in Prometheus text exposition format 0.0.4.
  fileprivate func metrics() -> Response {
    let (counts, journal, sandboxes) = (emulator.counters.counts, journal.usage, emulator.sandboxes.all)
    var page = MetricsPage()
    let answers = counts.answers.map { answer, count in
      ([("endpoint", answer.surface ?? "none"), ("status", "\(answer.status)")], count)
    }
    page.add("requests_total", .counter, "Answered requests.", answers)
    page.add(
      "refusals_total", .counter, "Requests that a rule refused.",
      counts.refusals.map { ([("rule", $0.key)], $0.value) })
    page.add(
      "findings_total", .counter, "Requests that --fail-on can fail a run for.",
      RequestCounters.Issue.allCases.map { ([("kind", $0.rawValue)], counts.issues[$0]?.count ?? 0) })
    page.add("journal_entries", .gauge, "Requests in the journal.", [([], journal.entries)])
    page.add("journal_bytes", .gauge, "Approximate memory of the journal, in bytes.", [([], journal.bytes)])
    page.add("journal_evicted_total", .counter, "Requests evicted from the journal.", [([], journal.evictions)])
    page.add("sandboxes", .gauge, "Sandboxes in use.", [([], sandboxes.count)])
    page.add(
      "waiting_answers", .gauge, "Delayed responses.", [([], sandboxes.reduce(0) { $0 + $1.deferredCount })])
    return Response(
      status: 200, fields: [.contentType: "text/plain; version=0.0.4; charset=utf-8"], body: Array(page.text.utf8))
  }
}

/// A document of metrics in Prometheus text format.
private struct MetricsPage {
  enum Kind: String { case counter, gauge }

  private(set) var text = ""

  mutating func add(
    _ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: [(String, String)], value: Int)]
  ) {
    text += "# HELP understudy_\(name) \(help)\n# TYPE understudy_\(name) \(kind.rawValue)\n"
    let lines = samples.map { labels, value in
      let list = labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
      return "understudy_\(name)\(list.isEmpty ? "" : "{\(list)}") \(value)\n"
    }
    text += lines.sorted().joined()
  }
}
