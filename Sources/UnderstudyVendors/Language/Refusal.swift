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
    case saveFailed
    case readFailed
    /// Too many requests; only a mapping asks for it.
    case rateLimited(RetryAfter)
    /// Another status; only a mapping asks for it.
    case failed(StatusPhrase)
  }

  /// The time until a client should retry.
  package struct RetryAfter: Sendable {
    package let seconds: Int
    /// The end of the delay, in the vendors' time format.
    package let end: String

    package init(seconds: Int, end: String) {
      self.seconds = seconds
      self.end = end
    }
  }

  /// The id of the rule that refused the request.
  package let rule: String
  package let reason: Reason
  /// The message of the rule: the vendor's exact message if it is known.
  package let ruleMessage: String?
  /// The violations of rules in the body, in the order of the checks; only for `invalid`.
  package let violations: [Violation]
  /// The members of the body that have no effect.
  package let warnings: [Warning]

  package init(rule: String, reason: Reason, message: String? = nil, warnings: [Warning] = []) {
    self.rule = rule
    self.reason = reason
    ruleMessage = message
    violations = []
    self.warnings = warnings
  }

  /// - Parameters:
  ///   - first: The violation that is answered.
  ///   - all: All violations, including the first.
  package init(_ first: Violation, among all: [Violation]? = nil, warnings: [Warning] = []) {
    rule = first.rule
    reason = .invalid
    ruleMessage = first.message
    violations = all ?? [first]
    self.warnings = warnings
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
    case .saveFailed: "The update could not be saved; nothing was changed"
    case .readFailed: "The agents could not be read"
    case .rateLimited(let retryAfter): "Rate limit exceeded. Retry after \(retryAfter.seconds) seconds."
    case .failed(let phrase): phrase.text
    }
  }
}

extension Refusal {
  /// The kind of a refusal, as guards declare it.
  package enum Kind: Sendable {
    case methodNotAllowed, payloadTooLarge, unauthorized, forbidden, notFound, invalid, saveFailed, readFailed

    /// Returns the reason with its details.
    /// - Parameters:
    ///   - agentID: The agent's id as it is in the path.
    ///   - allowed: The methods of the path.
    ///   - bodyLimit: The limit of the body in bytes.
    package func reason(agentID: String = "", allowed: String = "", bodyLimit: Int = 0) -> Reason {
      switch self {
      case .methodNotAllowed: .methodNotAllowed(allowed: allowed)
      case .payloadTooLarge: .payloadTooLarge(limit: bodyLimit)
      case .unauthorized: .unauthorized
      case .forbidden: .forbidden
      case .notFound: .notFound(agentID: agentID)
      case .invalid: .invalid
      case .saveFailed: .saveFailed
      case .readFailed: .readFailed
      }
    }
  }
}
