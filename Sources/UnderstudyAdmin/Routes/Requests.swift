import Foundation
import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let requests = [
    AdminRoute(
      "GET", "/requests", "The requests of the sandbox, newest first",
      query: ["limit", "since", "unmatched", "matchingStub"], AdminRequest.requests),
    AdminRoute("DELETE", "/requests", "Remove the requests of the sandbox", AdminRequest.removeAllRequests),
    AdminRoute("POST", "/requests/reset", "Remove the requests of the sandbox", AdminRequest.removeAllRequests),
    AdminRoute(
      "POST", "/requests/count", "Count the requests that match a pattern", body: .requestPattern,
      AdminRequest.countRequests),
    AdminRoute(
      "POST", "/requests/find", "The requests that match a pattern", body: .requestPattern,
      AdminRequest.findRequests),
    AdminRoute(
      "POST", "/requests/remove", "Remove the requests that match a pattern", body: .requestPattern,
      AdminRequest.removeRequests),
    AdminRoute(
      "POST", "/requests/remove-by-metadata",
      "Remove the requests that were answered by mappings whose metadata matches a pattern",
      body: .metadataPattern, AdminRequest.removeRequestsByMetadata),
    AdminRoute("GET", "/requests/unmatched", "The unmatched requests", AdminRequest.unmatchedRequests),
    AdminRoute(
      "GET", "/requests/unmatched/near-misses", "The mappings nearest to each unmatched request",
      AdminRequest.unmatchedNearMisses),
    AdminRoute("GET", "/requests/{id}", "One request and its response", AdminRequest.oneRequest),
    AdminRoute("DELETE", "/requests/{id}", "Remove one request", AdminRequest.removeRequest),
  ]
}

extension AdminBody {
  static let requestPattern = AdminBody(
    "RequestPattern", "WireMock's request pattern; `{}` matches every request",
    [
      "method": .stringSchema, "url": .stringSchema, "urlPattern": .stringSchema, "urlPath": .stringSchema,
      "urlPathPattern": .stringSchema, "headers": .objectSchema, "queryParameters": .objectSchema,
      "bodyPatterns": ["type": "array", "items": .objectSchema],
    ], example: ["method": "PUT", "bodyPatterns": [["matchesJsonPath": "$.temperature"]]])
}

extension AdminRequest {
  /// The journal entries of the sandbox, newest first.
  var entries: [JournalEntry] { journal.entries(of: sandbox.generation).reversed() }

  /// The entries that belong to no endpoint and no mapping, newest first.
  var unmatchedEntries: [JournalEntry] { entries.filter { !$0.isMatched } }

  fileprivate func requests() throws(AdminError) -> Response {
    var listed = query("unmatched") == "true" ? unmatchedEntries : entries
    if let id = query("matchingStub") { listed = listed.filter { $0.stub?.id == id.lowercased() } }
    if let text = query("since") {
      guard let since = Date(wireMock: text) else {
        throw AdminError(
          422, title: "Invalid query parameter",
          detail: "`since` must be a time such as 2026-04-17T12:00:00Z, but was \"\(text.prefix(40))\"")
      }
      listed = listed.filter { $0.time > since }
    }
    let shown = listed.prefix(try count("limit") ?? .max)
    return journalResponse([
      "requests": .array(shown.map { ServeEvent(entry: $0).json }),
      "meta": ["total": .number(Number(listed.count))],
    ])
  }

  /// Returns WireMock's members only, because some of its clients reject unknown ones. The number of evicted entries
  /// is in a header.
  private func journalResponse(_ members: Members) -> Response {
    var answer = members
    answer["requestJournalDisabled"] = false
    var response = Response(status: 200, json: .object(answer))
    response.fields[.evicted] = String(journal.evictions(of: sandbox.generation))
    return response
  }

  private func removed(_ entries: [JournalEntry]) -> Response {
    Response(status: 200, json: ["serveEvents": .array(entries.map { ServeEvent(entry: $0).json })])
  }

  fileprivate func oneRequest() throws(AdminError) -> Response {
    guard let entry = journal.entry(parameter(0), of: sandbox.generation) else {
      throw .notFound("request", parameter(0), hint: "GET \(ControlPlane.prefix)/requests lists the journal")
    }
    return Response(status: 200, json: ServeEvent(entry: entry).json)
  }

  fileprivate func removeRequest() -> Response {
    let id = parameter(0)
    journal.removeEntries(of: sandbox.generation) { $0.id == id }
    return .done
  }

  /// Also resets the number of evicted entries.
  fileprivate func removeAllRequests() -> Response {
    journal.removeAllEntries(of: sandbox.generation)
    return .done
  }

  /// The entries that match the pattern in the body, newest first.
  private func matchingEntries() throws(AdminError) -> [JournalEntry] {
    let pattern = try body { json throws(DocumentErrors) in try RequestPattern(reading: json) }
    let found = entries.filter { pattern.matches($0.sentRequest(within: budget)) }
    try checkBudget()
    return found
  }

  fileprivate func countRequests() throws(AdminError) -> Response {
    journalResponse(["count": .number(Number(try matchingEntries().count))])
  }

  fileprivate func findRequests() throws(AdminError) -> Response {
    journalResponse(["requests": .array(try matchingEntries().map { ServeEvent(entry: $0).request })])
  }

  fileprivate func removeRequests() throws(AdminError) -> Response {
    let matching = Set(try matchingEntries().map(\.id))
    return removed(journal.removeEntries(of: sandbox.generation) { matching.contains($0.id) })
  }

  fileprivate func removeRequestsByMetadata() throws(AdminError) -> Response {
    let pattern = try metadataPattern()
    let answered = entries.filter { $0.stub.map { pattern.matches($0, within: budget) } ?? false }
    try checkBudget()
    let ids = Set(answered.map(\.id))
    return removed(journal.removeEntries(of: sandbox.generation) { ids.contains($0.id) })
  }

  fileprivate func unmatchedRequests() -> Response {
    journalResponse(["requests": .array(unmatchedEntries.map { ServeEvent(entry: $0).request })])
  }

  fileprivate func unmatchedNearMisses() throws(AdminError) -> Response {
    let stubs = sandbox.withStubs(\.all)
    var misses: [JSON] = []
    for entry in unmatchedEntries {
      let request = ServeEvent(entry: entry).request
      misses += nearestMappings(in: stubs, to: entry.sentRequest(within: budget), logged: request)
      try checkBudget()
    }
    return .nearMisses(misses)
  }
}

extension HTTPField.Name {
  fileprivate static let evicted = ours("X-Understudy-Evicted")
}

extension Date {
  /// Reads a time with or without fractions of a second.
  fileprivate init?(wireMock text: String) {
    let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
    guard let date = styles.lazy.compactMap({ try? Date(text, strategy: $0) }).first else { return nil }
    self = date
  }
}
