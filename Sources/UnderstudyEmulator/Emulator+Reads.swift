import Logging
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

extension Emulator {
  /// One agent, in the order in which vendors refuse: credential, form of the id, agent, access.
  func show(
    _ surface: Surface, _ agentID: String, _ exchange: inout Exchange
  ) throws(Refusal) -> AgentResult {
    let (snapshot, caller) = (exchange.snapshot, exchange.caller)
    try caller.checked(for: surface, snapshot.switches)
    try surface.checkForm(of: agentID, snapshot.switches)
    let key = AgentKey(sandbox: snapshot.id, collection: surface.collection.id, id: exchange.agentID ?? agentID)
    let stored = try read(surface, &exchange) { () throws(StoreError) in try store.agent(key) }
    guard let stored else {
      throw Refusal(rule: surface.id(of: .agentExists), reason: .notFound(agentID: agentID))
    }
    try surface.checkAccess(surface.reads.access, of: caller.account, to: stored, as: agentID, snapshot.switches)
    return AgentResult(agent: stored, directory: exchange.directory(of: surface))
  }

  /// The agents that the sender may see, or a page of them.
  func list(_ surface: Surface, _ exchange: inout Exchange) throws(Refusal) -> JSON {
    let (snapshot, caller) = (exchange.snapshot, exchange.caller)
    try caller.checked(for: surface, snapshot.switches)
    guard let list = surface.reads.list else {
      throw Refusal(rule: surface.id(of: .method), reason: .methodNotAllowed(allowed: surface.method))
    }
    let request = exchange.request.sent(within: .perRequest)
    let violations = (list.paging?.violations(in: request.parameter, surface) ?? [])
      .filter { snapshot.switches.isOn($0.rule) }
    if let first = violations.first { throw Refusal(first, among: violations) }
    let stored = try read(surface, &exchange) { () throws(StoreError) in
      try store.agents(in: snapshot.id, collection: surface.collection.id)
    }
    let visible = stored.map(\.record).filter {
      surface.barrier(surface.reads.access, of: caller.account, to: $0, snapshot.switches) == nil
    }
    return list(
      visible, identity: surface.collection.identity, request.parameter, exchange.directory(of: surface))
  }

  private func read<Value>(
    _ surface: Surface, _ exchange: inout Exchange, _ read: () throws(StoreError) -> Value
  ) throws(Refusal) -> Value {
    do throws(StoreError) {
      return try read()
    } catch {
      if error.isSuperseded {
        exchange.isSuperseded = true
      } else {
        logger.error("agents were not read", metadata: ["endpoint": .string(surface.id), "reason": "\(error)"])
      }
      throw Refusal(rule: surface.id(of: .read), reason: .readFailed)
    }
  }
}

extension Exchange {
  func directory(of surface: Surface) -> Directory { referenceData.directories[surface.vendor] ?? Directory() }
}
