import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let nearMisses = [
    AdminRoute(
      "POST", "/near-misses/request", "The mappings nearest to a request", body: .loggedRequest,
      AdminRequest.nearMissesOfRequest),
    AdminRoute(
      "POST", "/near-misses/request-pattern", "The requests nearest to a pattern", body: .requestPattern,
      AdminRequest.nearMissesOfPattern),
  ]
}

extension AdminBody {
  static let loggedRequest = AdminBody(
    "LoggedRequest", "A request as the journal lists it",
    ["method": .stringSchema, "url": .stringSchema, "headers": .objectSchema, "body": .stringSchema],
    example: ["method": "PUT", "url": "/v1/agents/agt_1", "body": "{\"temperature\":0.5}"])
}

extension AdminRequest {
  /// The number of near misses for each request or pattern, as in WireMock.
  private static let count = 3

  fileprivate func nearMissesOfRequest() throws(AdminError) -> Response {
    let logged = try document()
    let sent = try body { json throws(DocumentErrors) in try SentRequest(logged: json, within: budget) }
    let misses = nearestMappings(in: sandbox.withStubs(\.all), to: sent, logged: logged)
    try checkBudget()
    return .nearMisses(misses)
  }

  /// As in WireMock, the requests that match the pattern are among them.
  fileprivate func nearMissesOfPattern() throws(AdminError) -> Response {
    let pattern = try body { json throws(DocumentErrors) in try RequestPattern(reading: json) }
    let found = entries.nearest(Self.count) { pattern.distance($0.sentRequest(within: budget)) }
    try checkBudget()
    return .nearMisses(
      found.map { entry, distance in
        [
          "request": ServeEvent(entry: entry).request, "requestPattern": pattern.json,
          "matchResult": .matchResult(distance),
        ]
      })
  }

  /// Mappings that match are among them: these are in another scenario state or used up.
  func nearestMappings(in stubs: [Stubs.Stub], to sent: SentRequest, logged: JSON) -> [JSON] {
    stubs.map(\.mapping).nearest(Self.count) { $0.request.distance(sent) }.map { mapping, distance in
      ["request": logged, "stubMapping": mapping.json, "matchResult": .matchResult(distance)]
    }
  }
}

extension JSON {
  fileprivate static func matchResult(_ distance: Double) -> JSON {
    ["distance": .number(Number(floatLiteral: distance))]
  }
}

extension Response {
  static func nearMisses(_ misses: [JSON]) -> Response {
    Response(status: 200, json: ["nearMisses": .array(misses)])
  }
}
