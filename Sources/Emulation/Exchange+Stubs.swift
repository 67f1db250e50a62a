import HTTPTypes
import MicroHTTP
import Stubbing

extension Exchange {
  /// Asks the sandbox's mappings which of them acts.
  /// - Returns: how long to wait with the answer.
  mutating func meetStubs() -> Duration {
    let sandbox = visit.sandbox
    let (stubs, settings) = sandbox.withStubs { ($0.all, $0.settings) }
    let sent = request.sent
    // Matching may take long, and is no reason for other requests to wait; acting is decided one at a time.
    for mapping in stubs.lazy.map(\.mapping) where stub == nil && mapping.request.matches(sent) {
      switch sandbox.withStubs({ $0.claim(mapping.id) }) {
      case .acts: stub = mapping
      case .skipsByChance: skipped.append(mapping)
      case .passes: continue
      }
    }
    var random = SystemRandomNumberGenerator()
    return (settings ?? GlobalSettings()).delay(for: stub?.response, using: &random)
  }

  /// Whether the answer takes its time, even if it begins at once.
  var isDribbled: Bool { stub?.response.dribble != nil }
}

extension Request {
  /// The request as patterns see it.
  var sent: SentRequest {
    SentRequest(method: method, target: target, fields: HTTPFields(fields), body: keptBytes)
  }

  /// The body; nothing of one that is too large.
  var keptBytes: [UInt8] { if case .complete(let bytes) = body { bytes } else { [] } }
}
