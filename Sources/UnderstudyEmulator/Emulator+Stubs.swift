import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension Emulator {
  /// Decides which of the sandbox's mappings answers.
  func applyStubs(to exchange: Exchange) -> AppliedStub {
    let sandbox = exchange.snapshot.sandbox
    var applied = AppliedStub()
    let (stubs, settings) = sandbox.withStubs { ($0.index, $0.settings) }
    // Matching may take long, and other requests need not wait for it; applying is decided one at a time.
    let sent = exchange.request.sent(within: .perRequest)
    applied.mapping = stubs.first(at: exchange.request.target, matching: sent) { mapping in
      let claim = sandbox.withStubs { $0.claim(mapping.id) }
      if claim == .skipsByChance { applied.skipped.append(mapping) }
      return claim != .acts
    }
    var random = SystemRandomNumberGenerator()
    applied.delay = (settings ?? GlobalSettings()).delay(for: applied.mapping?.response, using: &random)
    return applied
  }

  /// How many seconds a 429 asks to wait. Short, because tests wait for it.
  private static let pause = 1

  /// Returns what a mapping answers; nil if it lets the vendor's surface answer.
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
    let end = Timestamp(exchange.snapshot.sandbox.clock.date + TimeInterval(Self.pause))
    let error = surface.error(
      status: status, agentID: exchange.agentID ?? "",
      pause: Refusal.Pause(seconds: Self.pause, end: end.description), bodyLimit: bodyLimit,
      exchange.requestID.short)
    return Response(error)
  }
}

extension Request {
  /// Returns the request as patterns see it.
  func sent(within budget: Budget) -> SentRequest {
    SentRequest(method: method, target: target, fields: HTTPFields(fields), body: keptBytes, within: budget)
  }

  /// The body; empty if it is too large.
  package var keptBytes: [UInt8] { if case .complete(let bytes) = body { bytes } else { [] } }
}

extension Response {
  /// A vendor's error.
  init(_ error: ErrorAnswer) {
    self.init(status: error.status, json: error.body)
    for header in error.headers {
      if let name = HTTPField.Name(header.name) { fields[name] = header.value }
    }
  }

  /// Delivers the answer as a mapping says.
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
