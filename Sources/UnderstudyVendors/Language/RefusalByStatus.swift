/// What a refusal says that no check made: a mapping asks for its status, or a document shows it.
package struct RefusalDetails {
  let agentID: String
  let retryAfter: Refusal.RetryAfter
  let bodyLimit: Int
  /// The methods of the path.
  let methods: [String]

  /// - Parameters:
  ///   - agentID: The agent's id as it is in the path; empty if the path has none.
  ///   - bodyLimit: In bytes.
  package init(agentID: String, retryAfter: Refusal.RetryAfter, bodyLimit: Int, methods: [String]) {
    self.agentID = agentID
    self.retryAfter = retryAfter
    self.bodyLimit = bodyLimit
    self.methods = methods
  }
}

extension Surface {
  /// Returns the refusal with a status, in the words of the operation's first check that refuses so.
  /// - Parameters:
  ///   - status: A status from 400 to 599.
  ///   - operation: Nil if the path has no such method.
  package func refusal(
    status: Int, of operation: Operation?, _ details: RefusalDetails, _ switches: Switches
  ) -> Refusal {
    let reason: Refusal.Reason
    var kind: Refusal.Kind?
    switch status {
    case 400: reason = .invalid
    case 401: (reason, kind) = (.unauthorized, .unauthorized)
    case 402 where canRefuse(.quotaExceeded): (reason, kind) = (.quotaExceeded, .quotaExceeded)
    case 403: (reason, kind) = (.forbidden, .forbidden)
    case 404: reason = .notFound(agentID: details.agentID)
    case 405: reason = .methodNotAllowed(allowed: details.methods.joined(separator: ", "))
    case 409 where canRefuse(.conflict): (reason, kind) = (.conflict, .conflict)
    case 413: reason = .payloadTooLarge(limit: details.bodyLimit)
    case 429: reason = .rateLimited(details.retryAfter)
    case 500: reason = operation?.storageFailure?.reason() ?? .saveFailed()
    default: reason = .failed(StatusPhrase(status))
    }
    let checks = (operation?.guards ?? []).lazy.filter { $0.refusal == kind && switches.isOn($0.rule) }
    return Refusal(rule: "", reason: reason, message: checks.compactMap(\.rule.vendorMessage).first)
  }

  /// Whether an operation, not necessarily the refused one, has a check of this kind, so that the vendor has a code for it.
  private func canRefuse(_ kind: Refusal.Kind) -> Bool {
    operations.contains { $0.guards.contains { $0.refusal == kind } }
  }

  /// The methods of an operation's path.
  package func methods(at operation: Operation) -> [String] {
    operations.filter { $0.path.description == operation.path.description }.map(\.method)
  }
}

extension Operation {
  /// How the operation is refused if the store fails.
  fileprivate var storageFailure: Refusal.Kind? {
    (standardGuard(for: .agentSaved) ?? standardGuard(for: .agentsRead))?.refusal
  }
}
