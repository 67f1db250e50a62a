import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension OperationRun {
  /// Updates one agent. Everything after the parsing of the body is one transaction.
  func update(_ substitution: Substitution?) throws(Interruption) -> Outcome {
    let bytes = try sentBytes()
    try checkCredential()
    try checkIdentity()
    // Parsed before the transaction, so that other requests do not wait for it. Its error is thrown inside, in the
    // order of refusal.
    let body = Result { () throws(Interruption) in try sentMembers(bytes) }
    return try transact(at: key) { (stored) throws(Interruption) in
      let stored = try existing(stored)
      try check(.access, GuardInput(stored: stored, caller: exchange.caller.account))
      var input = try validated(
        try body.get(), by: operation.body?.fields ?? surface.resource.record, changing: stored)
      try check(.permission, input)
      var agent = stored
      var addedMembers = Members()
      if !input.sent.isEmpty {
        agent = input.takeMerged()
        addedMembers = substitution?.substitute(&agent, referenceRecords) ?? Members()
        agent[surface.resource.updatedAt] = .string(now)
      }
      let change = AgentChange(before: stored, after: agent, bytes: agent.footprint)
      try checkSize(of: change, input.warnings)
      return AcceptedChange(
        change: change, addedMembers: addedMembers, warnings: input.warnings, audit: audit(change))
    }
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
