import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRequest {
  /// How many near misses are told of each request or pattern, as in WireMock.
  private static let told = 3

  /// For each unmatched request, the mappings that come nearest to it.
  func unmatchedNearMisses() throws(AdminError) -> Response {
    let stubs = sandbox.withStubs(\.all)
    var misses: [JSON] = []
    for entry in unmatchedEntries {
      misses += nearest(stubs, to: entry.sentRequest(within: budget), ServeEvent(entry: entry).request)
      try checkBudget()
    }
    return answer(misses)
  }

  /// The mappings that come nearest to a request, given as the journal writes requests.
  func nearMissesOfRequest() throws(AdminError) -> Response {
    let logged = try document()
    let sent = try body { json throws(DocumentErrors) in try SentRequest(logged: json, within: budget) }
    let misses = nearest(sandbox.withStubs(\.all), to: sent, logged)
    try checkBudget()
    return answer(misses)
  }

  /// The requests that come nearest to a pattern; as in WireMock, also those that it fits.
  func nearMissesOfPattern() throws(AdminError) -> Response {
    let pattern = try body { json throws(DocumentErrors) in try RequestPattern(reading: json) }
    let found = entries.nearest(Self.told) { pattern.distance($0.sentRequest(within: budget)) }
    try checkBudget()
    return answer(
      found.map { entry, distance in
        [
          "request": ServeEvent(entry: entry).request, "requestPattern": pattern.json,
          "matchResult": ["distance": .number(Number(floatLiteral: distance))],
        ]
      })
  }

  /// Also mappings that fit: then it is their scenario, or that they are used up, that keeps them from acting.
  private func nearest(_ stubs: [Stubs.Stub], to sent: SentRequest, _ logged: JSON) -> [JSON] {
    stubs.map(\.mapping).nearest(Self.told) { $0.request.distance(sent) }.map { mapping, distance in
      [
        "request": logged, "stubMapping": mapping.json,
        "matchResult": ["distance": .number(Number(floatLiteral: distance))],
      ]
    }
  }

  private func answer(_ misses: [JSON]) -> Response { Response(status: 200, json: ["nearMisses": .array(misses)]) }
}
