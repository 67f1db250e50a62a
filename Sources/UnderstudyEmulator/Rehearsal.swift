import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors

/// The outcome of a request that is not recorded: not in the journal, the log or the counters.
package struct Rehearsal: Sendable {
  package let surface: Surface
  /// Nil if the path is known, but not with this method.
  package let operation: UnderstudyVendors.Operation?
  /// The id of the agent, as it is stored; nil if the request names none.
  package let agentID: String?
  package let response: Response
  /// The id of the rule that refused the request; nil if it was accepted.
  package let rule: String?
  package let violations: [Violation]
  /// Why the request was refused; nil if it was accepted.
  package let reason: String?
  /// The ids of the assumed rules that shaped an accepted request.
  package let assumptions: [String]
  /// What the request did to its agent, or would have done.
  package let change: AgentChange?
}

extension Emulator {
  /// Answers a request as the vendor does, without storing, counting, logging or recording anything. Mappings do not count.
  ///
  /// - Parameters:
  ///   - sandbox: the sandbox, whatever the request names.
  ///   - switches: the switches of rules; nil for the sandbox's own.
  /// - Returns: nil if no endpoint has the path, or if the sandbox was reset meanwhile.
  package func rehearse(
    _ request: Request, in sandbox: Sandbox, with switches: Switches? = nil
  ) -> Rehearsal? {
    var request = request
    request.fields[.sandbox] = sandbox.name
    let identified = identify(request, previewIDs.next())
    let exchange = switches.map { Exchange(identified, with: $0) } ?? identified
    guard let surface = exchange.surface else { return nil }
    let run: OperationRun?
    let outcome: Outcome?
    switch exchange.route {
    case .operation(_, let operation, let agentID):
      run = OperationRun(self, exchange, surface, operation, agentID ?? "", nil, changes: .discarded)
      outcome = run?.outcome()
    case .otherMethod(_, let methods):
      run = nil
      outcome = refusal(of: exchange, by: surface, allowing: methods)
    case .serverPage, .nothing: return nil
    }
    guard let outcome else { return nil }
    return Rehearsal(
      surface: surface, operation: run?.operation, agentID: outcome.agentID ?? exchange.agentID,
      response: outcome.response, rule: outcome.rule, violations: outcome.violations,
      reason: outcome.explanation?.message, assumptions: outcome.assumptions, change: outcome.change)
  }

  /// Returns the seeded token that identifies the caller of a request to a surface; nil if it has none.
  package func seededToken(of request: Request, at surface: Surface) -> String? {
    (try? seeded.accounts.caller(of: request, to: surface))?.seededToken
  }

  /// Returns the operation of a request, and the id of the agent that its path names; nil if no endpoint has its path and
  /// method.
  package func route(
    of request: Request
  ) -> (surface: Surface, operation: UnderstudyVendors.Operation, agentID: String?)? {
    let exchange = identify(request, previewIDs.next())
    guard case .operation(let surface, let operation, _) = exchange.route else { return nil }
    return (surface, operation, exchange.agentID)
  }
}
