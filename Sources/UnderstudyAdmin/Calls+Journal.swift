import Foundation
import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRequest {
  /// Newest first.
  var entries: [JournalEntry] { journal.entries(of: sandbox.generation).reversed() }

  /// `GET /requests`: `limit`, `since` (a time), `unmatched`, `matchingStub` (an id).
  func requests() throws(AdminError) -> Response {
    var listed = query("unmatched") == "true" ? unmatchedEntries : entries
    if let id = query("matchingStub") { listed = listed.filter { $0.stub?.id == id.lowercased() } }
    if let text = query("since") {
      guard let since = Date(wireMock: text) else {
        throw AdminError(
          422, title: "A parameter of the query is wrong",
          detail: "`since` must be a time such as 2026-04-17T12:00:00Z, but is \"\(text.prefix(40))\"")
      }
      listed = listed.filter { $0.time > since }
    }
    let shown = listed.prefix(try count("limit") ?? .max)
    return journalAnswer([
      "requests": .array(shown.map { ServeEvent(entry: $0).json }),
      "meta": ["total": .number(Number(listed.count))],
    ])
  }

  /// WireMock's members and no other, because some of its clients refuse what they do not know; how many requests
  /// had to go stands in a header.
  private func journalAnswer(_ members: Members) -> Response {
    var answer = members
    answer["requestJournalDisabled"] = false
    var response = Response(status: 200, json: .object(answer))
    response.fields[.evicted] = String(journal.evictions(of: sandbox.generation))
    return response
  }

  func oneRequest() throws(AdminError) -> Response {
    guard let entry = journal.entry(parameter(0), of: sandbox.generation) else {
      throw .unknown(
        "request", parameter(0), hint: "GET \(ControlPlane.prefix)/requests lists those that the journal holds")
    }
    return Response(status: 200, json: ServeEvent(entry: entry).json)
  }

  func removeRequest() -> Response {
    let id = parameter(0)
    journal.removeEntries(of: sandbox.generation) { $0.id == id }
    return .done
  }

  /// Also what had to go is forgotten: whoever clears begins to count anew.
  func clearRequests() -> Response {
    journal.removeAllEntries(of: sandbox.generation)
    return .done
  }

  private func pattern() throws(AdminError) -> RequestPattern {
    try body { json throws(DocumentErrors) in try RequestPattern(reading: json) }
  }

  /// The entries that fit, newest first.
  private func entries(fitting pattern: RequestPattern) throws(AdminError) -> [JournalEntry] {
    let found = entries.filter { pattern.matches($0.sentRequest(within: budget)) }
    try checkBudget()
    return found
  }

  func countRequests() throws(AdminError) -> Response {
    let found = try entries(fitting: pattern())
    return journalAnswer(["count": .number(Number(found.count))])
  }

  func findRequests() throws(AdminError) -> Response {
    let found = try entries(fitting: pattern())
    return journalAnswer(["requests": .array(found.map { ServeEvent(entry: $0).request })])
  }

  func removeRequests() throws(AdminError) -> Response {
    let fitting = Set(try entries(fitting: pattern()).map(\.id))
    let removed = journal.removeEntries(of: sandbox.generation) { fitting.contains($0.id) }
    return Response(status: 200, json: ["serveEvents": .array(removed.map { ServeEvent(entry: $0).json })])
  }

  /// Newest first.
  var unmatchedEntries: [JournalEntry] { entries.filter { !$0.isMatched } }

  func unmatchedRequests() -> Response {
    journalAnswer(["requests": .array(unmatchedEntries.map { ServeEvent(entry: $0).request })])
  }
}

extension Response {
  /// WireMock's answer where there is nothing to say.
  static let done = Response(status: 200, json: [:])
}

extension HTTPField.Name {
  fileprivate static let evicted = ours("X-Understudy-Evicted")
}

extension Date {
  /// A time with or without fractions of a second.
  fileprivate init?(wireMock text: String) {
    let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
    guard let date = styles.lazy.compactMap({ try? Date(text, strategy: $0) }).first else { return nil }
    self = date
  }
}
