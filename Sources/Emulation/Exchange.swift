import MicroHTTP
import Schema
import Vendors

/// What one request was found to be, gathered on its way through the line; log and annotations are made of it.
struct Exchange {
  let requestID: RequestID
  let request: Request
  var endpoint: Endpoint?
  var warnings: [Warning] = []
  /// The id of the rule that refused.
  var rule: String?
}
