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
      "GET", "/requests",
      "The requests of the sandbox, or of all sandboxes, newest first; `view=rows` leaves out header fields and bodies",
      query: ["limit", "since", "unmatched", "matchingStub", "waiting", "sandboxes", "before", "view"]
    ) { try $0.requests() },
    AdminRoute("DELETE", "/requests", "Remove the requests of the sandbox", changing: .requests) {
      $0.removeAllRequests()
    },
    AdminRoute("POST", "/requests/reset", "Remove the requests of the sandbox", changing: .requests) {
      $0.removeAllRequests()
    },
    AdminRoute("POST", "/requests/count", "Count the requests that match a pattern", body: .requestPattern) {
      $0.journalReply(["count": .number(Number(try $0.matchingEntries().count))])
    },
    AdminRoute("POST", "/requests/find", "The requests that match a pattern", body: .requestPattern) {
      $0.list(try $0.matchingEntries())
    },
    AdminRoute(
      "POST", "/requests/remove", "Remove the requests that match a pattern", body: .requestPattern,
      changing: .requests
    ) {
      $0.remove(try $0.matchingEntries())
    },
    AdminRoute(
      "POST", "/requests/remove-by-metadata",
      "Remove the requests that were answered by mappings whose metadata matches a pattern", body: .metadataPattern,
      changing: .requests
    ) { try $0.removeRequestsByMetadata() },
    AdminRoute("GET", "/requests/unmatched", "The unmatched requests") { $0.list($0.unmatchedEntries) },
    AdminRoute("GET", "/requests/unmatched/near-misses", "The mappings nearest to each unmatched request") {
      try $0.unmatchedNearMisses()
    },
    AdminRoute("GET", "/requests/{id}", "One request and its response", query: ["sandboxes"]) {
      try $0.oneRequest()
    },
    AdminRoute("DELETE", "/requests/{id}", "Remove one request", changing: .requests) { $0.removeRequest() },
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
  fileprivate var unmatchedEntries: [JournalEntry] { entries.filter { !$0.isMatched } }

  /// The generation whose entries are wanted; nil for those of all sandboxes.
  var wantedGeneration: SandboxGeneration? {
    get throws { try isAboutAllSandboxes ? nil : sandbox.generation }
  }

  fileprivate func requests() throws -> Reply {
    let rows = try isViewOfRows
    var listed: [JournalEntry] = try journal.entries(of: wantedGeneration).reversed()
    if try flag("unmatched") { listed = listed.filter { !$0.isMatched } }
    if try flag("waiting") { listed = listed.filter(\.isWaiting) }
    if let id = query("matchingStub") { listed = listed.filter { $0.stub?.id == id.lowercased() } }
    if let text = query("since") {
      guard let since = Date(wireMock: text) else {
        throw AdminError.invalidParameter("since", mustBe: "a time such as 2026-04-17T12:00:00Z", not: text)
      }
      listed = listed.filter { $0.time > since }
    }
    let older = try query("before").map { try entries(before: $0, among: listed) } ?? listed[...]
    let shown = older.prefix(try count("limit") ?? .max)
    return journalReply([
      "requests": .array(
        shown.map { rows ? .object($0.row(agentName: emulator.agentName(of: $0))) : $0.serveEvent }),
      "meta": ["total": .number(Number(listed.count))],
    ])
  }

  /// Whether the query asks for rows.
  private var isViewOfRows: Bool {
    get throws {
      guard let text = query("view") else { return false }
      if text == "rows" { return true }
      throw AdminError.invalidParameter("view", mustBe: "`rows` or be left out", not: text)
    }
  }

  /// Returns the entries that came before a request, which the journal may not have any more.
  /// - Parameter entries: newest first.
  private func entries(before id: String, among entries: [JournalEntry]) throws -> ArraySlice<JournalEntry> {
    if let index = entries.firstIndex(where: { $0.id == id }) { return entries[(index + 1)...] }
    guard let number = emulator.requestNumber(of: id) else {
      throw AdminError.notFound("request", id, hint: "`before` must be the id of a request to this server")
    }
    return entries.drop { $0.number > number }
  }

  /// Returns WireMock's members only, because some of its clients reject unknown ones.
  fileprivate func journalReply(_ members: Members) -> Reply {
    var answer = members
    answer["requestJournalDisabled"] = false
    return counting(Response(status: 200, json: .object(answer)))
  }

  /// Returns a response with the journal, and the numbers of evicted and of waiting requests in header fields.
  func counting(_ response: Response) -> Reply {
    var response = response
    let isAboutAll = (try? isAboutAllSandboxes) ?? false
    let usage = isAboutAll ? journal.usage : journal.usage(of: sandbox.generation)
    response.fields[.ours("X-Understudy-Evicted")] = String(usage.evictions)
    response.fields[.ours("X-Understudy-Waiting")] = String(usage.waiting)
    return .immediate(response)
  }

  fileprivate func list(_ entries: [JournalEntry]) -> Reply {
    journalReply(["requests": .array(entries.map(\.loggedRequest))])
  }

  fileprivate func remove(_ entries: [JournalEntry]) -> Reply {
    let ids = Set(entries.map(\.id))
    let removed = journal.removeEntries(of: sandbox.generation) { ids.contains($0.id) }
    return .json(["serveEvents": .array(removed.map(\.serveEvent))])
  }

  fileprivate func oneRequest() throws -> Reply {
    guard let entry = journal.entry(parameter(0), of: try wantedGeneration) else {
      throw AdminError.notFound(
        "request", parameter(0), hint: "GET \(ControlPlane.prefix)/requests lists the journal")
    }
    guard var event = entry.serveEvent.members, var logged = event["request"]?.members,
      var details = logged["understudy"]?.members
    else { return .json(entry.serveEvent) }
    for member in AccessRefusal(request: self, entry: entry).members { details[member.name] = member.value }
    logged["understudy"] = .object(details)
    event["request"] = .object(logged)
    return .json(.object(event))
  }

  fileprivate func removeRequest() -> Reply {
    let id = parameter(0)
    journal.removeEntries(of: sandbox.generation) { $0.id == id }
    return .done
  }

  /// Also resets the number of evicted entries.
  fileprivate func removeAllRequests() -> Reply {
    journal.removeAllEntries(of: sandbox.generation)
    return .done
  }

  /// The entries that match the pattern in the body, newest first.
  fileprivate func matchingEntries() throws -> [JournalEntry] {
    let pattern = try RequestPattern(reading: body)
    let found = entries.filter { pattern.matches($0.sentRequest(within: budget)) }
    try checkBudget()
    return found
  }

  fileprivate func removeRequestsByMetadata() throws -> Reply {
    let pattern = try MetadataPattern(reading: body)
    let answered = entries.filter { $0.stub.map { pattern.matches($0, within: budget) } ?? false }
    try checkBudget()
    return remove(answered)
  }

  fileprivate func unmatchedNearMisses() throws -> Reply {
    let stubs = sandbox.withStubs(\.all)
    let misses = try unmatchedEntries.flatMap { entry in
      try nearestMappings(in: stubs, to: entry.sentRequest(within: budget), logged: entry.loggedRequest)
    }
    return .json(["nearMisses": .array(misses)])
  }
}

extension Date {
  /// Reads a time with or without fractions of a second.
  fileprivate init?(wireMock text: String) {
    let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
    guard let date = styles.lazy.compactMap({ try? Date(text, strategy: $0) }).first else { return nil }
    self = date
  }
}
