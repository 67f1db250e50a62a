import FoundationEssentials

/// A refused request, with its reason. Each vendor answers it in its own format.
package struct Refusal: Error, Sendable {
  package enum Reason: Sendable {
    case methodNotAllowed(allowed: String)
    case payloadTooLarge(limit: Int)
    case unauthorized
    case forbidden
    /// - Parameter agentID: The agent's id as it is in the path.
    case notFound(agentID: String)
    /// The request is invalid; the first violation is answered.
    case invalid
    /// The account has as many agents as it may have.
    case quotaExceeded
    /// Another agent has the same unique value.
    case conflict
    /// - Parameter cause: A clause without a full stop, such as `the disk is full`; nil if the client cannot change it.
    case saveFailed(Change = .update, cause: String? = nil)
    case readFailed
    case rateLimited(RetryAfter)
    /// Another status; only a mapping asks for it.
    case failed(StatusPhrase)
  }

  /// A change that an operation makes.
  package enum Change: String, Sendable {
    case creation, update, deletion

    /// With its article, for the log.
    package var phrase: String {
      switch self {
      case .creation: "a creation"
      case .update: "an update"
      case .deletion: "a deletion"
      }
    }
  }

  /// The time until a client should retry.
  package struct RetryAfter: Sendable {
    package let seconds: Int
    /// The end of the delay.
    package let end: Timestamp
    /// The number of requests that are accepted in a minute.
    package let limit: Int

    package init(seconds: Int, end: Timestamp, limit: Int) {
      self.seconds = seconds
      self.end = end
      self.limit = limit
    }
  }

  /// The id of the rule that refused the request.
  package let rule: String
  package let reason: Reason
  /// The message of the rule: the vendor's exact message if it is known.
  private let ruleMessage: String?
  /// The violations of rules in the body, in the order of the checks; only for `invalid`.
  package let violations: [Violation]
  /// The members of the body that have no effect.
  package let warnings: [Warning]
  /// The values that the guard compared; nil if it is not about the caller.
  package let comparison: Comparison?

  package init(
    rule: String, reason: Reason, message: String? = nil, warnings: [Warning] = [], comparison: Comparison? = nil
  ) {
    self.rule = rule
    self.reason = reason
    ruleMessage = message
    violations = []
    self.warnings = warnings
    self.comparison = comparison
  }

  /// - Parameter all: All violations, including the first, which is answered.
  package init(_ first: Violation, among all: [Violation]? = nil, warnings: [Warning] = []) {
    rule = first.rule
    reason = .invalid
    ruleMessage = first.message
    violations = all ?? [first]
    self.warnings = warnings
    comparison = nil
  }

  /// The message of the rule, otherwise Understudy's for the reason.
  package var message: String {
    if let ruleMessage { return ruleMessage }
    return switch reason {
    case .methodNotAllowed(let allowed): "This path answers \(allowed) only"
    case .payloadTooLarge(let limit): "The body is larger than \(limit) bytes"
    case .unauthorized: "The credential is missing or unknown"
    case .forbidden: "The credential may not do this"
    case .notFound: "There is no such agent"
    case .invalid: "The request is invalid"
    case .quotaExceeded: "The account has as many agents as it may have"
    case .conflict: "Another agent has the same name"
    case .saveFailed(let change, let cause):
      "The \(change) could not be saved\(cause.map { ", because \($0)" } ?? ""); nothing was changed"
    case .readFailed: "The agents could not be read"
    case .rateLimited(let retryAfter): "Rate limit exceeded. Retry after \(retryAfter.seconds) seconds."
    case .failed(let phrase): phrase.text
    }
  }

  /// The kind of a refusal, as guards declare it.
  package enum Kind: Sendable, Equatable {
    case methodNotAllowed, payloadTooLarge, unauthorized, forbidden, notFound, invalid, quotaExceeded, conflict,
      rateLimited, readFailed
    case saveFailed(Change)

    /// Returns the reason, without the details that guards do not know.
    package func reason(agentID: String = "", cause: String? = nil) -> Reason {
      switch self {
      case .methodNotAllowed: .methodNotAllowed(allowed: "")
      case .payloadTooLarge: .payloadTooLarge(limit: 0)
      case .unauthorized: .unauthorized
      case .forbidden: .forbidden
      case .notFound: .notFound(agentID: agentID)
      case .invalid: .invalid
      case .quotaExceeded: .quotaExceeded
      case .conflict: .conflict
      case .rateLimited:
        .rateLimited(RetryAfter(seconds: 1, end: Timestamp(Date(timeIntervalSince1970: 0)), limit: 0))
      case .saveFailed(let change): .saveFailed(change, cause: cause)
      case .readFailed: .readFailed
      }
    }
  }
}

/// The phrase of a status in RFC 9110, for responses that no vendor documents.
package struct StatusPhrase: Sendable {
  package let status: Int
  private let phrase: String

  /// - Parameter status: A status from 400 to 599.
  package init(_ status: Int) {
    self.status = status
    phrase = Self.known[status] ?? (status < 500 ? "client error" : "server error")
  }

  /// `Service unavailable`
  package var text: String { phrase.prefix(1).uppercased() + phrase.dropFirst() }
  /// `service_unavailable`
  package var code: String { phrase.replacing(" ", with: "_") }

  private static let known = [
    402: "payment required", 406: "not acceptable", 408: "request timeout", 409: "conflict", 410: "gone",
    412: "precondition failed", 415: "unsupported media type", 422: "unprocessable content", 423: "locked",
    425: "too early", 428: "precondition required", 451: "unavailable for legal reasons",
    501: "not implemented", 502: "bad gateway", 503: "service unavailable", 504: "gateway timeout",
  ]
}
