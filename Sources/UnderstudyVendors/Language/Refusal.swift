/// The reason why a request is refused. Each vendor answers it in its own shape and words.
package struct Refusal: Error, Sendable {
  package enum Reason: Sendable {
    case methodNotAllowed(allowed: String)
    case payloadTooLarge(limit: Int)
    case unauthorized
    case forbidden
    /// - Parameter agentID: as the request wrote it.
    case notFound(agentID: String)
    /// The request breaks these rules; the first is answered.
    case invalid
    case saveFailed
    case readFailed
    /// Too many requests, which only a fault can ask for.
    case rateLimited(Pause)
    /// Another status, which only a fault can ask for.
    case failed(StatusPhrase)
  }

  /// How long a client should wait.
  package struct Pause: Sendable {
    package let seconds: Int
    /// When it is over, as vendors write times.
    package let end: String

    package init(seconds: Int, end: String) {
      self.seconds = seconds
      self.end = end
    }
  }

  /// The id of the rule that refused.
  package let rule: String
  package let reason: Reason
  /// What the rule itself says: the vendor's exact words if they are known.
  package let ruleMessage: String?
  /// Every rule that the body breaks, in the order in which they are checked; only for `invalid`.
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
  ///   - all: Every violation, the first among them.
  package init(_ first: Violation, among all: [Violation]? = nil, warnings: [Warning] = []) {
    rule = first.rule
    reason = .invalid
    ruleMessage = first.message
    violations = all ?? [first]
    self.warnings = warnings
  }

  /// What is wrong with the request, in the rule's words, else in ours for the reason.
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
    case .rateLimited(let pause): "Rate limit exceeded. Retry after \(pause.seconds) seconds."
    case .failed(let phrase): phrase.text
    }
  }
}

extension Refusal {
  /// How a vendor refuses, as guards declare it.
  package enum Kind: Sendable {
    case methodNotAllowed, payloadTooLarge, unauthorized, forbidden, notFound, invalid, saveFailed, readFailed

    /// Returns the reason with its details.
    /// - Parameters:
    ///   - agentID: The agent's id as the request wrote it.
    ///   - allowed: The methods that the path answers.
    ///   - bodyLimit: In bytes.
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
