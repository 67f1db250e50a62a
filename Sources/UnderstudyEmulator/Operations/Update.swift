import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension OperationRun {
  /// Changes one agent. Everything from the agent on is one transaction.
  func update(_ substitution: Substitution?) throws(Interruption) -> Outcome {
    let bytes = try sentBytes()
    try checkCredential()
    try checkIdentity()
    // Parsed before the transaction, which other requests wait for; refused inside it, in its turn.
    let body = Result { () throws(Interruption) in try sentMembers(bytes) }
    return try transact(at: key) { (stored) throws(Interruption) in
      let stored = try existing(stored)
      try check(.access, GuardInput(stored: stored, caller: exchange.caller.account))
      let input = try reviewed(
        try body.get(), by: operation.body?.fields ?? surface.resource.record, changing: stored)
      try check(.permission, input)
      var agent = stored
      var addedMembers: Members = [:]
      if !input.sent.isEmpty {
        agent = input.takeMerged()
        addedMembers = substitution?(&agent, directory) ?? [:]
        agent[surface.resource.updatedAt] = .string(now)
      }
      let change = AgentChange(before: stored, after: agent, bytes: agent.footprint)
      try checkSize(of: change, input.warnings)
      return Acceptance(
        write: .put(agent, audit: audit(change)),
        outcome: accepted(
          AgentResult(agent: agent, adding: addedMembers, directory: directory), warnings: input.warnings, change: change))
    }
  }

  /// In bytes. An object that is merged member by member grows with every update that names another member.
  private var recordLimit: Int { 4 * max(emulator.bodyLimit, Server.Configuration().maximumBodyBytes) }

  /// Checks that the agent would not be too large.
  func checkSize(of change: AgentChange, _ warnings: [Warning]) throws(Interruption) {
    // An escape makes six bytes of one, so most records need not be written to know.
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
