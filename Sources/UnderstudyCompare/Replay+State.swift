import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// The state that the recording shows.
extension Replay {
  /// Stores the agents that the response depends on, unless the sandbox has them.
  /// - Returns: false if the recording does not show the agent.
  func prepare(_ step: RecordedStep, _ status: Int, _ shown: [ShownAgent]) throws(StoreError) -> Bool {
    switch step.operation.kind {
    case .create: return true
    case .list:
      for agent in shown where try store.agent(step.key(of: agent.id)) == nil {
        try store.put(owned(agent.record(), step), at: step.key(of: agent.id))
      }
      return true
    case .update, .read, .delete, .archive:
      guard let id = step.agentID, ![401, 404].contains(status), try store.agent(step.key(of: id)) == nil else {
        return true
      }
      let known = AgentID(sandbox: step.sandbox.name, collection: step.surface.resource.id, id: id)
      guard let record = shown.first(where: { $0.id == id })?.record() ?? firstShown[known] else {
        return false
      }
      try store.put(owned(record, step), at: step.key(of: id))
      return true
    }
  }

  /// Returns an agent with the owner that its caller's account has, if the recording does not show one.
  func owned(_ record: Members, _ step: RecordedStep) -> Members {
    var record = record
    let account = accounts.record(ofCaller: step.recorded.request, to: step.surface)
    for link in step.surface.ownership where record[link.agent] == nil {
      record[link.agent] = account?[link.account]
    }
    return record
  }

  /// Brings the sandbox into the state that the recording shows after an exchange, so that one difference is not reported
  /// again for each later exchange.
  func adopt(
    _ status: Int, _ shown: [ShownAgent], _ rehearsal: Rehearsal, _ step: RecordedStep, isEqual: Bool
  ) throws(StoreError) {
    guard 200..<300 ~= status else { return }
    switch step.operation.kind {
    case .create:
      for agent in shown {
        var created = rehearsal.change?.after ?? owned(Members(), step)
        created[step.surface.resource.identity] = .string(agent.id)
        try store.put(agent.record(changing: created), at: step.key(of: agent.id))
      }
    case .update, .archive:
      guard let id = step.agentID else { return }
      let agent = shown.first { $0.id == id }
      let stored = try store.agent(step.key(of: id))
      guard let base = rehearsal.change?.after ?? stored else { return }
      if rehearsal.change == nil, agent == nil { return try store.put(nil, at: step.key(of: id)) }
      try store.put(isEqual ? base : agent?.record(changing: base) ?? base, at: step.key(of: id))
    case .delete:
      guard let id = step.agentID else { return }
      try store.put(rehearsal.change?.after, at: step.key(of: id))
    case .read, .list:
      guard !isEqual else { return }
      for agent in shown {
        let stored = try store.agent(step.key(of: agent.id)) ?? owned(Members(), step)
        try store.put(agent.record(changing: stored), at: step.key(of: agent.id))
      }
    }
  }
}

extension Replay {
  /// Collects the agents that an exchange shows.
  func collect(_ captured: CapturedExchange, in agents: inout RecordedAgents) {
    let exchange = accounts.tokens.replacing(in: captured)
    guard let step = step(of: exchange), let response = exchange.response else { return }
    let collection = step.surface.resource.id
    for agent in step.agents(shownBy: response) {
      agents[collection, agent.id] = owned(agent.record(changing: agents[collection, agent.id] ?? [:]), step)
    }
    if case .delete = step.operation.kind, 200..<300 ~= response.status, let id = step.agentID {
      agents[collection, id] = nil
    }
  }

  /// The records of a vendor's tables that stand in for those of the recording.
  func recordedRecords(of vendor: Vendor) -> [(table: SeedSet.TableID, record: Members)] {
    accounts.records.filter { $0.table.vendor == vendor.id }
  }
}
