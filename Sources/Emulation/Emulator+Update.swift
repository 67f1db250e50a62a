import JSON
import Logging
import Schema
import Storage
import Vendors

extension Emulator {
  /// One update, in the order in which vendors refuse: size, credential, form of the id, agent, access, body,
  /// fields, constraints, permissions. Everything from the agent on is one transaction.
  func update(
    _ endpoint: Endpoint, _ agentID: String, _ exchange: inout Exchange
  ) throws(Refusal) -> Saved {
    let (visit, sender) = (exchange.visit, exchange.sender)
    let switches = visit.switches
    let sent = try exchange.request.bytes(for: endpoint)
    try sender.checked(for: endpoint, switches)
    try endpoint.checkForm(of: agentID, switches)
    let circumstances = Circumstances(
      sender: sender, directory: exchange.world.directories[endpoint.vendor] ?? Directory(), switches: switches,
      clock: visit.sandbox.clock, seal: vault.token)
    // Read before the transaction, which other updates wait for; refused inside it, when its turn has come.
    let body = Result { () throws(Refusal) in
      try endpoint.body(sent, contentType: exchange.request.fields.value(of: .contentType), switches)
    }
    let (collection, id) = (endpoint.collection.id, endpoint.collection.canonicalID(agentID))
    var warnings: [Warning] = []
    var change: Exchange.Change?
    var outcome: Result<Acceptance, Refusal>?
    do throws(StoreError) {
      try store.update(AgentKey(sandbox: visit.id, collection: collection, id: id)) { stored in
        outcome = Result { () throws(Refusal) in
          guard let stored else {
            throw Refusal(rule: endpoint.id(of: .agentExists), reason: .notFound(agentID: agentID))
          }
          try endpoint.checkAccess(of: sender.account, to: stored, as: agentID, switches)
          return try endpoint.change(stored, by: body.get(), circumstances, &warnings)
        }
        guard let stored, let acceptance = try? outcome?.get() else { return nil }
        change = Exchange.Change(before: stored, after: acceptance.saved.agent)
        return AgentStore.Change(acceptance.saved.agent, audit: acceptance.audit)
      }
      exchange.change = change
    } catch {
      outcome = nil
      if error.isSuperseded {
        exchange.isSuperseded = true
      } else {
        logger.error(
          "an update was not saved", metadata: ["endpoint": .string(endpoint.id), "reason": "\(error)"])
      }
    }
    exchange.warnings = warnings
    guard let outcome else { throw Refusal(rule: endpoint.id(of: .saved), reason: .saveFailed) }
    return try outcome.get().saved
  }
}
