/// What a status means, in the words of RFC 9110, for answers that no vendor describes.
package struct StatusPhrase: Sendable {
  package let status: Int
  private let words: String

  /// - Parameter status: 400 to 599.
  package init(_ status: Int) {
    self.status = status
    words = Self.known[status] ?? (status < 500 ? "client error" : "server error")
  }

  /// `Service unavailable`
  package var text: String { words.prefix(1).uppercased() + words.dropFirst() }
  /// `service_unavailable`
  package var code: String { words.replacing(" ", with: "_") }

  private static let known = [
    402: "payment required", 406: "not acceptable", 408: "request timeout", 409: "conflict", 410: "gone",
    412: "precondition failed", 415: "unsupported media type", 422: "unprocessable content", 423: "locked",
    425: "too early", 428: "precondition required", 451: "unavailable for legal reasons",
    501: "not implemented", 502: "bad gateway", 503: "service unavailable", 504: "gateway timeout",
  ]
}

extension Surface {
  /// The vendor's answer with this status, as a fault asks for it, whatever the request is.
  ///
  /// - Parameters:
  ///   - status: 400 to 599.
  ///   - agentID: as the request wrote it.
  ///   - pause: what a 429 says about trying again.
  package func error(
    status: Int, agentID: String, pause: Refusal.Pause, bodyLimit: Int, _ requestID: ShortID
  ) -> ErrorAnswer {
    let reason = reason(status: status, agentID: agentID, pause: pause, bodyLimit: bodyLimit)
    return error(Refusal(rule: "", reason: reason), requestID)
  }

  /// Why a request would be answered with this status.
  package func reason(
    status: Int, agentID: String, pause: Refusal.Pause, bodyLimit: Int
  ) -> Refusal.Reason {
    switch status {
    case 400: .invalid
    case 401: .unauthorized
    case 403: .forbidden
    case 404: .notFound(agentID: agentID)
    case 405: .methodNotAllowed(allowed: operations.first?.method ?? "")
    case 413: .payloadTooLarge(limit: bodyLimit)
    case 429: .rateLimited(pause)
    case 500: .saveFailed
    default: .failed(StatusPhrase(status))
    }
  }
}
