import Foundation
import HTTPTypes
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let nearMisses = [
    AdminRoute("POST", "/near-misses/request", "The mappings nearest to a request", body: .loggedRequest) {
      try $0.nearMissesOfRequest()
    },
    AdminRoute(
      "POST", "/near-misses/request-pattern", "The requests nearest to a pattern", body: .requestPattern
    ) { try $0.nearMissesOfPattern() },
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

  fileprivate func nearMissesOfRequest() throws -> Reply {
    let logged = try body
    let sent = try DocumentReader.read(logged, "a logged request") { $0.loggedRequest(within: budget) }
    let misses = try nearestMappings(in: sandbox.withStubs(\.all), to: sent, logged: logged)
    return .json(["nearMisses": .array(misses)])
  }

  /// As in WireMock, the requests that match the pattern are among them.
  fileprivate func nearMissesOfPattern() throws -> Reply {
    let pattern = try RequestPattern(reading: body)
    let found = entries.nearest(Self.count) { pattern.distance($0.sentRequest(within: budget)) }
    try checkBudget()
    let misses = found.map { entry, distance -> JSON in
      ["request": entry.loggedRequest, "requestPattern": pattern.json, "matchResult": .matchResult(distance)]
    }
    return .json(["nearMisses": .array(misses)])
  }

  /// Mappings that match are among them: these are in another scenario state or used up.
  func nearestMappings(in stubs: [Stubs.Stub], to sent: SentRequest, logged: JSON) throws -> [JSON] {
    let found = stubs.map(\.mapping).nearest(Self.count) { $0.request.distance(sent) }
    try checkBudget()
    return found.map { mapping, distance in
      ["request": logged, "stubMapping": mapping.json, "matchResult": .matchResult(distance)]
    }
  }
}

extension JSON {
  fileprivate static func matchResult(_ distance: Double) -> JSON {
    ["distance": .number(Number(floatLiteral: distance))]
  }
}

extension DocumentReader {
  /// Reads a request as the journal lists it.
  fileprivate func loggedRequest(within budget: Budget) -> SentRequest {
    for ignored in Self.ignored { _ = given(ignored) }
    let headers = loggedHeaders()
    return SentRequest(
      method: string("method") ?? "GET", target: string("url") ?? "/", fields: headers, body: loggedBody(),
      within: budget)
  }

  private static let ignored = [
    "absoluteUrl", "clientIp", "cookies", "browserProxyRequest", "loggedDate", "loggedDateString", "protocol",
    "scheme", "host", "port", "queryParams", "queryParameters", "formParams", "basicAuthCredentials", "understudy",
  ]

  /// No received request has more values.
  private static let maximumHeaders = 1000

  private func loggedHeaders() -> HTTPFields {
    let fields = each("headers") { text, headers -> [HTTPField]? in
      guard let name = HTTPField.Name(text), let value = headers.value(text) else { return nil }
      return (value.array ?? [value]).compactMap(\.string).map { HTTPField(name: name, value: $0) }
    }.flatMap(\.self)
    guard fields.count <= Self.maximumHeaders else {
      addError("`headers` can have at most \(Self.maximumHeaders) values in all", at: "headers")
      return [:]
    }
    return HTTPFields(fields)
  }

  /// As in WireMock, `bodyAsBase64` wins over `body`, which is then only for people to read.
  private func loggedBody() -> [UInt8] {
    let (text, encoded) = (string("body") ?? "", string("bodyAsBase64"))
    guard let encoded, !encoded.isEmpty else { return Array(text.utf8) }
    if let data = Data(base64Encoded: encoded) { return Array(data) }
    addError("`bodyAsBase64` is not Base64", at: "bodyAsBase64")
    return []
  }
}
