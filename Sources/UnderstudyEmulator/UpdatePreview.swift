import UnderstudyHTTP
import UnderstudyVendors

/// The result of a request, without the request: nothing is stored, counted, logged or recorded.
package enum UpdatePreview: Sendable {
  case accepted
  /// - Parameter rule: The id of the rule that refuses it; nil if its path leads to no update.
  case refused(rule: String?, reason: String)
}

extension Emulator {
  /// Returns what the vendor would make of an update in a sandbox. Mappings do not count.
  package func preview(_ update: Request, in sandbox: Sandbox) -> UpdatePreview {
    var request = update
    request.fields[.sandbox] = sandbox.name
    let exchange = identify(request, previewIDs.next())
    guard case .operation(let surface, let operation, let agentID) = exchange.route, case .update = operation.kind
    else { return .refused(rule: nil, reason: "The path leads to no update") }
    let run = OperationRun(self, exchange, surface, operation, agentID ?? "", nil, changes: .discarded)
    guard let outcome = run.outcome() else { return .refused(rule: nil, reason: "The sandbox was reset meanwhile") }
    guard let id = outcome.rule else { return .accepted }
    let rule = surface.guards.lazy.map(\.rule).first { $0.id == id }
    let reason = outcome.violations.first?.ownMessage ?? rule?.ownMessage ?? "The vendor refuses it"
    return .refused(rule: id, reason: reason)
  }
}
