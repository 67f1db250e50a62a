import Foundation
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

  init(_ exchange: consuming Exchange, _ response: Response, keptBody: KeptBody, _ duration: Duration) {
    epoch = exchange.visit.epoch
    self.response = response
    self.keptBody = keptBody
    self.duration = duration
    // What was there before is the entry's before it, where there is one.
    let change = exchange.change?.after.footprint ?? 0
    let fields = exchange.request.fields.count + response.fields.count
    bytes =
      Self.overhead + exchange.request.target.utf8.count + exchange.request.keptBytes.count + response.body.count
      + change + fields * Self.bytesPerField + exchange.warnings.count * Self.bytesPerFinding
      + exchange.violations.count * Self.bytesPerFinding
    self.exchange = exchange
  }

  package var id: String { exchange.requestID.uuid }

  /// The request as patterns see it.
  package var sentRequest: SentRequest { exchange.request.sent }

  /// The agent before and after an accepted update.
  package var change: (before: JSON, after: JSON)? {
    exchange.change.map { (.object($0.before), .object($0.after)) }
  }

  private static let overhead = 1024
  private static let bytesPerField = 128
  private static let bytesPerFinding = 256
}
