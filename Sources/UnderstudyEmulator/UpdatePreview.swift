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
    guard let rehearsal = rehearse(update, in: sandbox), case .update? = rehearsal.operation?.kind else {
      return .refused(rule: nil, reason: "The path leads to no update")
    }
    guard let id = rehearsal.rule else { return .accepted }
    let rule = rehearsal.surface.guards.lazy.map(\.rule).first { $0.id == id }
    let reason = rehearsal.violations.first?.ownMessage ?? rule?.ownMessage ?? "The vendor refuses it"
    return .refused(rule: id, reason: reason)
  }
}
