import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyWireMock

extension Exchange {
  /// Asks the sandbox's mappings which of them acts.
  /// - Returns: how long to wait with the answer.
  mutating func meetStubs() -> Duration {
    let sandbox = snapshot.sandbox
    let (stubs, settings) = sandbox.withStubs { ($0.index, $0.settings) }
    // Matching may take long, and is no reason for other requests to wait; acting is decided one at a time.
    stub = stubs.first(at: request.target, matching: request.sent(within: .perRequest)) { mapping in
      let claim = sandbox.withStubs { $0.claim(mapping.id) }
      if claim == .skipsByChance { skipped.append(mapping) }
      return claim != .acts
    }
    var random = SystemRandomNumberGenerator()
    return (settings ?? GlobalSettings()).delay(for: stub?.response, using: &random)
  }

  /// Whether the answer takes its time, even if it begins at once.
  var isDribbled: Bool { stub?.response.chunkedDribbleDelay != nil }
}

extension Request {
  /// The request as patterns see it.
  func sent(within budget: Budget) -> SentRequest {
    SentRequest(method: method, target: target, fields: HTTPFields(fields), body: keptBytes, within: budget)
  }

  /// The body; nothing of one that is too large.
  package var keptBytes: [UInt8] { if case .complete(let bytes) = body { bytes } else { [] } }
}
