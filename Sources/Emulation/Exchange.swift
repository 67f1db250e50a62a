import MicroHTTP
import Schema
import Vendors

/// What one request was found to be, gathered on its way through the line; log and annotations are made of it.
struct Exchange {
  let requestID: RequestID
  var request: Request
  /// The one that the path or a header names, until the credential may name one; nil for the default one.
  var sandbox: SandboxName?
  var endpoint: Endpoint?
  var warnings: [Warning] = []
  /// The id of the rule that refused.
  var rule: String?
}
