import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// What an update is made with besides itself.
struct UpdateContext {
  let caller: Accounts.Caller
  let directory: Directory
  let switches: Switches
  let clock: Clock
  let seal: Seal
}

/// What an accepted update does.
struct AcceptedUpdate {
  let saved: AgentResult
  let audit: [AuditEntry]
}

extension Surface {
  /// Checks the fields in their order, then the constraints in theirs, then whether the sender may do this.
  func change(
    _ stored: Members, by body: Members, _ circumstances: UpdateContext, _ warnings: inout [Warning]
  ) throws(Refusal) -> AcceptedUpdate {
    let (record, switches) = (collection.record, circumstances.switches)
    var reviewer = Reviewer(namespace: namespace, switches: switches)
    reviewer.review(body, by: record, changing: stored)
    warnings = reviewer.findings.warnings
    let request = record.updatableMembers(of: body)
    let update = Update(request: request, stored: stored) { [seal = circumstances.seal] in
      record.merging(request, into: stored, sealing: seal)
    }
    let violations = reviewer.findings.violations + violations(of: update, switches)
    if let first = violations.first { throw Refusal(first, among: violations) }
    try checkPermission(of: circumstances.caller.account, to: update, switches)
    guard !request.isEmpty else {
      return AcceptedUpdate(saved: AgentResult(agent: stored, directory: circumstances.directory), audit: [])
    }
    var agent = update.takeMerged()
    let remarks = fallback?(&agent, circumstances.directory) ?? [:]
    agent[collection.updatedAt] = .string(circumstances.clock.now.description)
    return AcceptedUpdate(
      saved: AgentResult(agent: agent, remarks: remarks, directory: circumstances.directory),
      audit: audit(from: stored, to: agent, circumstances))
  }

  private func violations(of update: Update, _ switches: Switches) -> [Violation] {
    constraints.compactMap { constraint -> Violation? in
      guard !constraint.holds(update),
        switches.isOn(id(of: constraint), byDefault: constraint.isOnByDefault)
      else { return nil }
      return Violation(
        rule: id(of: constraint), path: .root, fact: .other(constraint.demand), words: constraint.words)
    }
  }

  private func checkPermission(
    of account: Members?, to update: Update, _ switches: Switches
  ) throws(Refusal) {
    guard let account else { return }
    for permission in permissions where !permission.allows(account, update) && switches.isOn(id(of: permission)) {
      throw Refusal(rule: id(of: permission), reason: .forbidden, saying: permission.words)
    }
  }

  private func audit(from before: Members, to after: Members, _ circumstances: UpdateContext) -> [AuditEntry] {
    collection.record.auditedFields.compactMap { field -> AuditEntry? in
      let (before, after) = (before[field.name] ?? .null, after[field.name] ?? .null)
      guard before != after else { return nil }
      return AuditEntry(
        field: field.name, before: before, after: after, time: circumstances.clock.now.description,
        credential: circumstances.caller.token?.masked)
    }
  }
}
