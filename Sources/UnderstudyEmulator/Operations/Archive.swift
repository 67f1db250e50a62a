import UnderstudyJSON
import UnderstudyVendors

extension OperationRun {
  /// Archives the agent that the body names, in one transaction. An archived agent stays as it is.
  func archive(_ archiving: Archiving) throws(Interruption) -> Outcome {
    let bytes = try sentBytes()
    try checkCredential()
    let input = try validated(try sentBody(bytes), by: archiving.fields, changing: nil)
    let id = surface.resource.canonicalID(input.sent[archiving.identity]?.string ?? "")
    let run = OperationRun(emulator, exchange, surface, operation, id, retryAfter, changes: changes)
    var outcome = try run.transact(at: key(of: id)) { (stored) throws(Interruption) in
      var agent = try run.existing(stored)
      let before = agent
      try run.check(.access, GuardInput(stored: agent, caller: exchange.caller.account))
      if agent[archiving.archivedAt]?.isNull ?? true { agent[archiving.archivedAt] = .string(now) }
      return AcceptedChange(
        change: AgentChange(before: before, after: agent, bytes: agent.footprint, kind: .deleted),
        warnings: input.warnings)
    }
    outcome.agentID = id
    return outcome
  }
}
