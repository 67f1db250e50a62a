import Emulation
import Foundation
import JSON
import MicroHTTP
import Stubbing

extension Call {
  /// Newest first.
  private var entries: [JournalEntry] { journal.entries(of: sandbox.epoch).reversed() }

  /// `GET /requests`: `limit`, `since` (a time), `unmatched`.
  func requests() throws(CallError) -> Response {
    var listed = entries
    if query("unmatched") == "true" { listed = listed.filter { !$0.exchange.isMatched } }
    if let text = query("since") {
      guard let since = Date(wireMock: text) else {
        throw CallError(
          422, code: "parameter", title: "A parameter of the query is wrong",
          detail: "`since` must be a time such as 2026-04-17T12:00:00Z, but is \"\(text.prefix(40))\"")
      }
      listed = listed.filter { $0.exchange.time > since }
    }
    let shown = listed.prefix(try count("limit") ?? .max)
    return journalAnswer(["requests": .array(shown.map { ServeEvent(entry: $0).json })], total: listed.count)
  }

  private func journalAnswer(_ members: Members, total: Int) -> Response {
    var answer = members
    let evictions = journal.evictions(of: sandbox.epoch)
    answer["meta"] = ["total": .number(Number(total)), "evicted": .number(Number(evictions))]
    answer["requestJournalDisabled"] = false
    return Response(status: 200, json: .object(answer))
  }

  func oneRequest() throws(CallError) -> Response {
    guard let entry = journal.entry(parameter(0), of: sandbox.epoch) else {
      throw .unknown(
        "request", parameter(0), hint: "GET \(ControlPlane.prefix)/requests lists those that the journal holds")
    }
    return Response(status: 200, json: ServeEvent(entry: entry).json)
  }

  func removeRequest() throws(CallError) -> Response {
    let id = parameter(0)
    guard !journal.remove(of: sandbox.epoch, where: { $0.id == id }).isEmpty else {
      throw .unknown(
        "request", id, hint: "GET \(ControlPlane.prefix)/requests lists those that the journal holds")
    }
    return .done
  }

  /// Also what had to go is forgotten: whoever clears begins to count anew.
  func clearRequests() -> Response {
    journal.clear(sandbox.epoch)
    return .done
  }

  private func pattern() throws(CallError) -> RequestPattern {
    try body { json throws(StubMistakes) in try RequestPattern(reading: json) }
  }

  /// The entries that fit, newest first.
  private func entries(fitting pattern: RequestPattern) -> [JournalEntry] {
    entries.filter { pattern.matches($0.sentRequest) }
  }

  func countRequests() throws(CallError) -> Response {
    let found = entries(fitting: try pattern())
    return journalAnswer(["count": .number(Number(found.count))], total: found.count)
  }

  func findRequests() throws(CallError) -> Response {
    let found = entries(fitting: try pattern())
    return journalAnswer(["requests": .array(found.map { ServeEvent(entry: $0).request })], total: found.count)
  }

  func removeRequests() throws(CallError) -> Response {
    let pattern = try pattern()
    let removed = journal.remove(of: sandbox.epoch) { pattern.matches($0.sentRequest) }
    return Response(status: 200, json: ["serveEvents": .array(removed.map { ServeEvent(entry: $0).json })])
  }

  func unmatchedRequests() -> Response {
    let unmatched = entries.filter { !$0.exchange.isMatched }
    return journalAnswer(
      ["requests": .array(unmatched.map { ServeEvent(entry: $0).request })], total: unmatched.count)
  }
}

extension Response {
  /// WireMock's answer where there is nothing to say.
  static let done = Response(status: 200, json: [:])
}

extension Date {
  /// A time with or without fractions of a second.
  fileprivate init?(wireMock text: String) {
    let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
    guard let date = styles.lazy.compactMap({ try? Date(text, strategy: $0) }).first else { return nil }
    self = date
  }
}
