import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension OperationRun {
  /// Updates one agent. Everything after the parsing of the body is one transaction.
  func update(_ update: Update) throws(Interruption) -> Outcome {
    let bytes = try sentBytes()
    try checkCredential()
    try checkIdentity()
    // Parsed before the transaction, so that other requests do not wait for it. Its error is thrown inside, in the
    // order of refusal.
    let body = Result { () throws(Interruption) in try sentBody(bytes) }
    return try transact(at: key) { (stored) throws(Interruption) in
      let stored = try existing(stored)
      try check(.access, GuardInput(stored: stored, caller: exchange.caller.account))
      let fields = operation.body?.fields(with: switches) ?? surface.resource.record
      var input = try validated(try body.get(), by: fields, changing: stored) { agent, sent in
        update.complete?(&agent, stored, sent)
        return []
      }
      try check(.permission, input)
      var agent = stored
      var (addedMembers, assumptions) = (Members(), input.assumptions)
      if !input.sent.isEmpty {
        agent = input.takeMerged()
        let (added, assumed) = substitute(update.substitution, in: &agent)
        addedMembers = added
        assumptions += assumed
        agent[surface.resource.updatedAt] = .string(now)
      }
      let change = AgentChange(before: stored, after: agent, bytes: agent.footprint)
      try checkSize(of: change, input.warnings)
      return AcceptedChange(
        change: change, addedMembers: addedMembers, warnings: input.warnings, assumptions: assumptions,
        audit: audit(change))
    }
  }

  /// Changes the agent as the vendor does when it saves.
  /// - Returns: The members that the response gets, and the ids of the assumed rules that led to it.
  func substitute(
    _ substitution: Substitution?, in agent: inout Members
  ) -> (added: Members, assumptions: [String]) {
    guard let substitution, switches.isOn(substitution.rule) else { return (Members(), []) }
    let added = substitution.substitute(&agent, referenceRecords)
    return (added, added.isEmpty || !substitution.rule.source.isAssumption ? [] : [substitution.rule.id])
  }

  /// The limit of a record in bytes. Without it, an object that is merged member by member would grow with every
  /// update.
  private var recordLimit: Int { 4 * max(emulator.bodyLimit, Server.Configuration().maximumBodyBytes) }

  /// Checks that the agent does not exceed the limit of a record.
  func checkSize(of change: AgentChange, _ warnings: [Warning]) throws(Interruption) {
    // An escape turns one byte into six at most, so most records need no exact count.
    guard change.bytes * 6 > recordLimit, JSON.object(change.after ?? [:]).bytes.count > recordLimit else { return }
    throw refusal(
      .bodySize, .payloadTooLarge(limit: recordLimit), "The agent would be larger than \(recordLimit) bytes",
      warnings: warnings)
  }

  private func audit(_ change: AgentChange) -> [AuditEntry] {
    surface.resource.record.auditedFields.compactMap { field -> AuditEntry? in
      let (before, after) = (change.before?[field.name] ?? .null, change.after?[field.name] ?? .null)
      guard before != after else { return nil }
      return AuditEntry(
        field: field.name, before: before, after: after, time: now,
        credential: exchange.caller.token?.masked)
    }
  }
}
