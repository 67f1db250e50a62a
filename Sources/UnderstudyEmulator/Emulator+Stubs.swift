import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension Emulator {
  /// Returns the mapping that applies to a request, the mappings that their probability skipped, and the delay.
  func applyStubs(to exchange: Exchange) -> AppliedStub {
    let sandbox = exchange.snapshot.sandbox
    var skipped: [StubMapping] = []
    let (stubs, settings) = sandbox.withStubs { ($0.index, $0.settings) }
    // Matching can take long, so other requests do not wait for it. Only the decision to apply is exclusive.
    let sent = exchange.request.sent(within: .perRequest)
    let mapping = stubs.first(at: exchange.request.target, matching: sent) { mapping in
      if let scope = mapping.scope, !scope.contains(exchange) { return true }
      let claim = sandbox.withStubs { $0.claim(mapping.id) }
      if claim == .skippedByProbability { skipped.append(mapping) }
      return claim != .applied
    }
    var random = SystemRandomNumberGenerator()
    let delay = (settings ?? GlobalSettings()).delay(for: mapping?.response, using: &random)
    return AppliedStub(mapping, skipped: skipped, delay: delay)
  }

  /// The seconds in `Retry-After`. Short, because tests wait for it.
  private static let retrySeconds = 1

  /// Returns the response of a mapping; nil if the mapping leaves the request to the vendor's surface.
  func response(of stub: StubMapping, to exchange: Exchange) -> Response? {
    let status: Int
    switch stub.responseSource {
    case .emulation: return nil
    case .mapping:
      let response = stub.response
      return Response(status: response.status, fields: HeaderSection(response.fields), body: response.body)
    case .vendorError(let asked): status = asked
    }
    guard let surface = exchange.surface else {
      return .error(
        status, code: "fault", title: "A mapping asks for this status",
        detail: "No endpoint has this path, so that there is no vendor whose error this could look like")
    }
    let details = RefusalDetails(
      agentID: exchange.agentID ?? "unknown", retryAfter: retryAfter(of: exchange, surface), bodyLimit: bodyLimit,
      methods: exchange.methods(at: surface))
    let refusal = surface.refusal(status: status, of: exchange.operation, details, exchange.snapshot.switches)
    return exchange.response(to: refusal, by: surface)
  }

  private func retryAfter(of exchange: Exchange, _ surface: Surface) -> Refusal.RetryAfter {
    let end = Timestamp(exchange.snapshot.sandbox.clock.date + TimeInterval(Self.retrySeconds))
    let records = exchange.referenceData.referenceRecords[surface.vendor] ?? ReferenceRecords()
    let limit = surface.rate?.requests(of: exchange.caller.account ?? [:], records) ?? 0
    return Refusal.RetryAfter(seconds: Self.retrySeconds, end: end, limit: limit)
  }
}

extension Exchange {
  /// The methods that a surface has at the path.
  fileprivate func methods(at surface: Surface) -> [String] {
    switch route {
    case .operation(_, let operation, _): surface.methods(at: operation)
    case .otherMethod(_, let allowed): allowed
    case .serverPage, .nothing: []
    }
  }
}

extension StubScope {
  /// Whether a request is one of those that the mapping is for, whatever its path is.
  fileprivate func contains(_ exchange: Exchange) -> Bool {
    guard let surface = exchange.surface else { return false }
    if let vendor, vendor != surface.vendor { return false }
    if let endpoint, endpoint != surface.id { return false }
    if let agent, exchange.agentID != surface.resource.canonicalID(agent) { return false }
    return true
  }
}

extension Registry {
  /// Returns the error in the names of a mapping's scope; nil if the vendor and the endpoint are known.
  package func error(in scope: StubScope) -> DocumentErrors? {
    let surfaces = surfaces.filter { scope.vendor == nil || $0.vendor == scope.vendor }
    let choices: [(member: String, name: String?, known: [String])] = [
      ("vendor", scope.vendor, vendors.map(\.id)), ("endpoint", scope.endpoint, surfaces.map(\.id)),
    ]
    for (member, name, known) in choices {
      guard let name, !known.contains(name) else { continue }
      let hint = Suggestion.question(
        for: name, among: known, in: .doubleQuotes, otherwise: "known: \(known.joined(separator: ", "))")
      return DocumentErrors([
        .init(
          pointer: scope.path.member(member).pointer, title: "Unknown \(member)",
          detail: "`\(member)` cannot be \"\(name.truncated(to: 40))\"; \(hint)")
      ])
    }
    return nil
  }
}

extension Exchange {
  /// The operation of the route; nil if the path or its method is unknown.
  fileprivate var operation: UnderstudyVendors.Operation? {
    if case .operation(_, let operation, _) = route { operation } else { nil }
  }
}

extension Request {
  /// Returns the request as request patterns read it.
  func sent(within budget: Budget) -> SentRequest {
    SentRequest(method: method, target: target, fields: HTTPFields(fields), body: keptBytes, within: budget)
  }

  /// The body; empty if it exceeded the limit.
  package var keptBytes: [UInt8] { if case .complete(let bytes) = body { bytes } else { [] } }
}

extension Response {
  /// A vendor's error response.
  init(_ error: ErrorAnswer) {
    self.init(status: error.status, json: error.body)
    for header in error.headers {
      if let name = HTTPField.Name(header.name) { fields[name] = header.value }
    }
  }

  /// Applies the fault or the dribble delay of a mapping.
  mutating func deliver(as stub: StubResponse) {
    if let fault = stub.fault {
      delivery = .fault(ConnectionFault(fault))
    } else if let dribble = stub.chunkedDribbleDelay {
      delivery = .dribble(chunks: dribble.numberOfChunks, over: dribble.totalDuration)
    }
  }
}

extension ConnectionFault {
  fileprivate init(_ fault: StubResponse.Fault) {
    self =
      switch fault {
      case .connectionReset: .connectionReset
      case .emptyResponse: .emptyResponse
      case .malformedChunk: .malformedChunk
      case .randomData: .randomData
      }
  }
}
