import Foundation
import HTTPTypes
import JSON
import MicroHTTP
import Stubbing

/// One answered request, as the journal keeps it.
package final class JournalEntry: Sendable {
  /// With credentials and secrets taken out of its request.
  package let exchange: Exchange
  /// Of the exchange, which would be copied to be asked for it.
  let epoch: Epoch
  package let response: Response
  package let keptBody: KeptBody
  /// From the first byte of the answer's making to its end, delays included.
  package let duration: Duration
  /// About what it takes in memory.
  let bytes: Int

  init(_ exchange: Exchange, _ response: Response, keptBody: KeptBody) {
    self.exchange = exchange
    epoch = exchange.visit.epoch
    self.response = response
    self.keptBody = keptBody
    duration = exchange.started.duration(to: .now)
    let change = exchange.change.map { $0.before.count + $0.after.count } ?? 0
    // A mapping is kept as long as an entry that it answered; counted for each of them, as one may be the last.
    let stub = exchange.stub?.bytes ?? 0
    bytes =
      Self.overhead + exchange.request.target.utf8.count + exchange.request.keptBytes.count + response.body.count
      + change + stub + exchange.request.fields.bytes + response.fields.bytes + exchange.warnings.count
      * Self.bytesPerFinding
      + exchange.violations.count * Self.bytesPerFinding
  }

  package var id: String { exchange.requestID.uuid }

  /// The request as patterns see it.
  package func sentRequest(within budget: Budget) -> SentRequest { exchange.request.sent(within: budget) }

  /// The agent before and after an accepted update, as JSON.
  package var change: (before: JSON, after: JSON)? {
    guard let change = exchange.change, let before = try? JSON(reading: change.before),
      let after = try? JSON(reading: change.after)
    else { return nil }
    return (before, after)
  }

  private static let overhead = 1024
  private static let bytesPerFinding = 256
}

extension HTTPFields {
  /// About what they take in memory.
  fileprivate var bytes: Int {
    reduce(0) { $0 + Self.overhead + $1.name.rawName.utf8.count + $1.withUnsafeBytesOfValue(\.count) }
  }

  private static let overhead = 112
}
