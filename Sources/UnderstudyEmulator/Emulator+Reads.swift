import Logging
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

extension Emulator {
  /// One agent, in the order in which vendors refuse: credential, form of the id, agent, access.
  func show(
    _ endpoint: Endpoint, _ agentID: String, _ exchange: inout Exchange
  ) throws(Refusal) -> Saved {
    let (visit, sender) = (exchange.visit, exchange.sender)
    try sender.checked(for: endpoint, visit.switches)
    try endpoint.checkForm(of: agentID, visit.switches)
    let key = AgentKey(sandbox: visit.id, collection: endpoint.collection.id, id: exchange.agentID ?? agentID)
    let stored = try read(endpoint, &exchange) { () throws(StoreError) in try store.agent(key) }
    guard let stored else {
      throw Refusal(rule: endpoint.id(of: .agentExists), reason: .notFound(agentID: agentID))
    }
    try endpoint.checkAccess(endpoint.reads.access, of: sender.account, to: stored, as: agentID, visit.switches)
    return Saved(agent: stored, directory: exchange.directory(of: endpoint))
  }

  /// The agents that the sender may see, or a page of them.
  func list(_ endpoint: Endpoint, _ exchange: inout Exchange) throws(Refusal) -> JSON {
    let (visit, sender) = (exchange.visit, exchange.sender)
    try sender.checked(for: endpoint, visit.switches)
    guard let list = endpoint.reads.list else {
      throw Refusal(rule: endpoint.id(of: .method), reason: .methodNotAllowed(allowed: endpoint.method))
    }
    let request = exchange.request.sent(within: .ofRequest)
    let violations = (list.paging?.violations(in: request.parameter, endpoint) ?? [])
      .filter { visit.switches.isOn($0.rule) }
    if let first = violations.first { throw Refusal(first, among: violations) }
    let stored = try read(endpoint, &exchange) { () throws(StoreError) in
      try store.agents(in: visit.id, collection: endpoint.collection.id)
    }
    let visible = stored.map(\.record).filter {
      endpoint.barrier(endpoint.reads.access, of: sender.account, to: $0, visit.switches) == nil
    }
    return list(
      visible, identity: endpoint.collection.identity, request.parameter, exchange.directory(of: endpoint))
  }

  private func read<Value>(
    _ endpoint: Endpoint, _ exchange: inout Exchange, _ read: () throws(StoreError) -> Value
  ) throws(Refusal) -> Value {
    do throws(StoreError) {
      return try read()
    } catch {
      if error.isSuperseded {
        exchange.isSuperseded = true
      } else {
        logger.error("agents were not read", metadata: ["endpoint": .string(endpoint.id), "reason": "\(error)"])
      }
      throw Refusal(rule: endpoint.id(of: .read), reason: .readFailed)
    }
  }
}

extension Exchange {
  func directory(of endpoint: Endpoint) -> Directory { world.directories[endpoint.vendor] ?? Directory() }
}
