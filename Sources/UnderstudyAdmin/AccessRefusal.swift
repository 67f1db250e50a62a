import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// Why the caller of a refused request had no access: who called, whose agent it is, and who would have been let through.
struct AccessRefusal {
  let request: AdminRequest
  let entry: JournalEntry

  /// The most credentials that are tried.
  private static let maximum = 50

  /// The members that `understudy` gets; none if the refusal is not about the caller's role or scope.
  var members: Members {
    guard let rule = entry.rule, let surface = entry.surface, let operation = entry.operation,
      operation.isAboutAccount(rule), let sandbox = request.emulator.sandboxes.inUse(entry.sandbox)
    else { return [:] }
    let seeded = SeededCredential.all(
      of: surface, request.emulator.registry.vendors, request.emulator.seeded.seeds)
    let sent = entry.request
    let relations = AccountRelations(of: operation, identity: seeded.first?.identity ?? "id")
    let record = agent(in: sandbox, surface)
    var members = Members()
    if let caller = request.emulator.seededToken(of: sent, at: surface),
      let credential = seeded.first(where: { $0.token == caller })
    {
      members["caller"] = .object(credential.document(relations))
    }
    members["owner"] = record.map { .object(owner(of: $0, relations, seeded)) }
    let passing = seeded.uniqued(by: { $0.account[$0.identity]?.string ?? $0.token }).prefix(Self.maximum).filter {
      let rehearsal = request.emulator.rehearse(sent.replacing(surface.credential, by: $0), in: sandbox)
      return rehearsal.map { $0.rule == nil } ?? false
    }
    members["wouldPass"] = .array(
      passing.map { credential in
        var document = credential.document(relations)
        let creator = relations.member.flatMap { record?[$0.stored] }
        document["isOwner"] = .bool(creator != nil && creator == credential.account[credential.identity])
        return .object(document)
      })
    return members
  }

  private func agent(in sandbox: Sandbox, _ surface: Surface) -> Members? {
    guard let id = entry.agentID else { return nil }
    return try? request.store.agent(
      AgentKey(sandbox: sandbox.id, collection: surface.resource.id, id: id))
  }

  /// Returns what the agent says about its owner, and the owner's role if that account is seeded.
  private func owner(
    of agent: Members, _ relations: AccountRelations, _ seeded: [SeededCredential]
  ) -> Members {
    let member = relations.member.flatMap { agent[$0.stored] }
    let account = seeded.first { member != nil && $0.account[$0.identity] == member }?.account
    var owner: Members = [
      "member": member ?? .null, "role": account?["role"] ?? .null,
      "organization": relations.organization.flatMap { agent[$0.stored] } ?? .null,
    ]
    for name in relations.facts where owner[name.text] == nil { owner[name.text] = agent[name] ?? .null }
    return owner
  }
}
