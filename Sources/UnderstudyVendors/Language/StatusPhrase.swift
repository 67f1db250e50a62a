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

extension Surface {
  /// Returns the vendor's response with a status, as a mapping requests it.
  /// - Parameters:
  ///   - status: A status from 400 to 599.
  ///   - agentID: The agent's id as it is in the path.
  ///   - retryAfter: The delay in a 429.
  package func error(
    status: Int, agentID: String, retryAfter: Refusal.RetryAfter, bodyLimit: Int, _ requestID: ShortID
  ) -> ErrorAnswer {
    let reason = reason(status: status, agentID: agentID, retryAfter: retryAfter, bodyLimit: bodyLimit)
    return error(Refusal(rule: "", reason: reason), requestID)
  }

  /// Returns the reason for a refusal with this status.
  package func reason(
    status: Int, agentID: String, retryAfter: Refusal.RetryAfter, bodyLimit: Int
  ) -> Refusal.Reason {
    switch status {
    case 400: .invalid
    case 401: .unauthorized
    case 403: .forbidden
    case 404: .notFound(agentID: agentID)
    case 405: .methodNotAllowed(allowed: operations.first?.method ?? "")
    case 413: .payloadTooLarge(limit: bodyLimit)
    case 429: .rateLimited(retryAfter)
    case 500: .saveFailed
    default: .failed(StatusPhrase(status))
    }
  }
}
