import UnderstudyCapture
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

/// The way to the vendors: with it, requests get the vendors' own responses instead of the emulator's.
package struct Upstream: Sendable {
  /// Called once, on any thread.
  package typealias Completion = @Sendable (Result<Response, ForwardingFailure>) -> Void
  /// Ends a transfer whose response is not wanted any more.
  package typealias Cancellation = @Sendable () -> Void

  /// Sends a request in origin form to a vendor's host.
  let send: @Sendable (_ request: Request, _ host: String, @escaping Completion) -> Cancellation
  /// Gets each exchange, without credentials and secrets, on a queue that may wait for a disk.
  let record: (@Sendable (CapturedExchange) -> Void)?
  /// Compares each exchange, on the same queue, with what the emulator would do; nil if nothing is compared. But for our
  /// response, the result must have no credential and no secret.
  let compare: Compare?

  package typealias Compare = @Sendable (CapturedExchange) -> UpstreamComparison

  package init(
    send: @escaping @Sendable (_ request: Request, _ host: String, @escaping Completion) -> Cancellation,
    record: (@Sendable (CapturedExchange) -> Void)? = nil, compare: Compare? = nil
  ) {
    self.send = send
    self.record = record
    self.compare = compare
  }
}

/// Why a vendor's response is missing, as the client reads it.
package struct ForwardingFailure: Error, Sendable {
  let code: String
  let title: String
  let detail: String

  package init(code: String, title: String, detail: String) {
    self.code = code
    self.title = title
    self.detail = detail
  }

  var response: Response { .error(502, code: code, title: title, detail: detail) }

  /// The failure of a request whose client has left.
  static let clientLeft = ForwardingFailure(
    code: "client-left", title: "The client left before the vendor answered",
    detail: "The client left before the vendor answered; whether the vendor carried the request out is unknown")
}

/// How a vendor's response compares with the emulator's.
package struct UpstreamComparison: Sendable {
  package enum Result: Sendable {
    /// The responses are equal.
    case same
    /// - Parameters:
    ///   - count: the number of differences.
    ///   - worst: the class of the worst, and its rule or its place: `refused-by-us centerfy.temperature.range`.
    case differs(count: Int, worst: String)
    /// - Parameter reason: a clause.
    case notCompared(reason: String)
  }

  package let result: Result
  /// The id of the rule that decides the worst difference, or else of the rule by which the emulator refuses; nil if there
  /// is none.
  package let rule: String?
  /// What the journal has under `upstream.differences`, the worst first.
  package let details: [JSON]
  /// The emulator's response, if it differs.
  package private(set) var ours: CapturedResponse?

  package init(_ result: Result, rule: String? = nil, details: [JSON] = [], ours: CapturedResponse? = nil) {
    self.result = result
    self.rule = rule
    self.details = details
    self.ours = ours
  }

  /// The value of `X-Understudy-Difference`, such as `2; refused-by-us centerfy.temperature.range`; nil if the responses are equal.
  package var summary: String? {
    switch result {
    case .same: nil
    case .differs(let count, let worst): "\(count); \(worst)"
    case .notCompared(let reason): "not-compared: \(reason)"
    }
  }

  /// Returns the comparison with our response as the journal keeps it: without credentials and secrets.
  /// - Parameter exchange: the exchange with the vendor, as it was.
  func redacted(by redactor: CaptureRedactor, in exchange: CapturedExchange) -> UpstreamComparison {
    guard let ours else { return self }
    var (redacted, own) = (self, exchange)
    own.response = ours
    redacted.ours = redactor.redacted(own).response
    return redacted
  }

  /// About the memory that it takes.
  fileprivate var bytes: Int {
    (summary?.utf8.count ?? 0) + (rule?.utf8.count ?? 0) + JSON.array(details).bytes.count * 4
      + (ours?.body.bytes?.count ?? 0)
  }
}

/// What the journal and the log keep of a request that was forwarded.
///
/// A class, because most outcomes have none, and a copy would retain each of its parts.
package final class ForwardingRecord: Sendable {
  package let host: String
  /// The time from the request's arrival to the vendor's response.
  package let duration: Duration
  /// The code of the failure; nil if the vendor answered.
  package let failure: String?
  /// Nil if nothing is compared.
  package let comparison: UpstreamComparison?
  /// The response without credentials and secrets, for the journal; nil if it is our own.
  let keptResponse: CapturedResponse?
  /// About the memory that it takes, besides the response.
  var bytes: Int { 512 + (comparison?.bytes ?? 0) }

  init(
    host: String, duration: Duration, failure: String? = nil, comparison: UpstreamComparison? = nil,
    keptResponse: CapturedResponse? = nil
  ) {
    self.host = host
    self.duration = duration
    self.failure = failure
    self.comparison = comparison
    self.keptResponse = keptResponse
  }
}
