import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension Emulator {
  /// How long a 429 asks to wait. Short, because tests wait for it.
  private static let pause = 1

  /// What a mapping answers; nil where it lets the vendor's endpoint answer.
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

extension Response {
  /// A vendor's error.
  init(_ error: ErrorAnswer) {
    self.init(status: error.status, json: error.body)
    for header in error.headers {
      if let name = HTTPField.Name(header.name) { fields[name] = header.value }
    }
  }

  /// The way to the client that a mapping says.
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
