import Crypto
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

extension OperationRun {
  /// Creates an agent with the next free id.
  func create(_ creation: Creation) throws(Interruption) -> Outcome {
    let bytes = try sentBytes()
    try checkCredential()
    let caller = exchange.caller.account ?? referenceAccount
    let fields = operation.body?.fields(with: switches) ?? creation.fields
    let input = try validated(try sentBody(bytes), by: fields, changing: nil) { agent, _ in
      creation.complete(&agent, caller, switches)
    }
    try check(.permission, input)
    let digest = SHA256.hash(data: Array("\(key.collection)/\(key.sandbox.name)".utf8)).hexadecimal
    let sandbox = exchange.snapshot.sandbox
    var number = sandbox.nextAgentNumber(in: key.collection)
    func newID(_ number: Int) -> String { creation.id(digest, number, caller) }
    while true {
      let id = newID(number)
      var agent = creation.record(id: id, identity: surface.resource.identity, input.merged, caller, now)
      let (addedMembers, assumptions) = substitute(creation.substitution, in: &agent)
      let result = AgentResult(agent: agent, adding: addedMembers, referenceRecords: referenceRecords)
      if var outcome = try create(agent, id: id, creation, result, input.warnings) {
        outcome.assumptions += input.assumptions + assumptions
        if changes == .stored { sandbox.useAgentNumber(number, in: key.collection) }
        return outcome
      }
      number = try freeNumber(after: number, newID)
    }
  }

  /// Returns the next number whose id is free. After a restart or a restored snapshot, many ids may be in use, so that all of them
  /// are read at once.
  private func freeNumber(after taken: Int, _ newID: (Int) -> String) throws(Interruption) -> Int {
    let used = try changingStore { () throws(StoreError) in
      try emulator.store.usedIDs(in: key.sandbox, collection: key.collection)
    }
    let next = (taken + 1...taken + 1 + used.count).first { number in
      !used.contains(surface.resource.canonicalID(newID(number)))
    }
    guard let next else { throw refusal(.agentSaved) }
    return next
  }

  /// Creates an agent under an id, in one transaction.
  /// - Returns: Nil if the id is in use.
  private func create(
    _ agent: Members, id: String, _ creation: Creation, _ result: AgentResult, _ warnings: [Warning]
  ) throws(Interruption) -> Outcome? {
    let change = AgentChange(before: nil, after: agent, bytes: agent.footprint)
    try checkSize(of: change, warnings)
    let key = key(of: surface.resource.canonicalID(id))
    let limits = limits(of: creation, agent)
    let refusal = try changingStore { () throws(StoreError) in
      try emulator.store.create(key, counting: limits.map(\.query)) { counts -> (Members?, Interruption?) in
        let exceeded = zip(limits, counts).first { limit, count in count >= limit.most }?.0
        if let exceeded { return (nil, self.refusal(exceeded.check, warnings: warnings)) }
        return (changes == .stored ? agent : nil, nil)
      }
    }
    guard let refusal else { return nil }
    if let refusal { throw refusal }
    var outcome = accepted(result, warnings: warnings, change: change)
    outcome.agentID = key.id
    return outcome
  }

  /// The most agents that there may be already, for each limit that applies to the new agent.
  private func limits(
    of creation: Creation, _ agent: Members
  ) -> [(check: StandardCheck, most: Int, query: AgentStore.CountQuery)] {
    creation.limits.compactMap { limit in
      guard operation.standardGuard(for: limit.check).map({ switches.isOn($0.rule) }) ?? false,
        let owner = agent[limit.owner]?.string
      else { return nil }
      switch limit.kind {
      case .quota(let member):
        guard case .number(let most)? = exchange.caller.account?[member] else { return nil }
        return (limit.check, Int(exactly: most.double) ?? .max, (surface.resource.id, [limit.owner: owner]))
      case .unique(let member):
        guard let text = agent[member]?.string else { return nil }
        return (limit.check, 1, (surface.resource.id, [limit.owner: owner, member: text]))
      }
    }
  }

  /// The account of a request whose credential no rule checks: the first seeded one.
  private var referenceAccount: Members {
    let table = SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)
    return exchange.referenceData.seeds.records[table]?.first ?? Members()
  }
}
