import Logging
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension Emulator {
  /// In bytes. An object that is merged member by member grows with every update that names another member.
  private var recordLimit: Int { 4 * max(bodyLimit, Server.Configuration().maximumBodyBytes) }

  /// One update, in the order in which vendors refuse: size, credential, form of the id, agent, access, body,
  /// fields, constraints, permissions. Everything from the agent on is one transaction.
  func update(
    _ surface: Surface, _ agentID: String, _ exchange: inout Exchange
  ) throws(Refusal) -> AgentResult {
    let (snapshot, caller) = (exchange.snapshot, exchange.caller)
    let switches = snapshot.switches
    let sent = try exchange.request.bytes(for: surface)
    try caller.checked(for: surface, switches)
    try surface.checkForm(of: agentID, switches)
    let circumstances = UpdateContext(
      caller: caller, directory: exchange.directory(of: surface), switches: switches,
      clock: snapshot.sandbox.clock, seal: vault.token)
    // Read before the transaction, which other updates wait for; refused inside it, when its turn has come.
    let body = Result { () throws(Refusal) in
      try surface.body(sent, contentType: exchange.request.fields.value(of: .contentType), switches)
    }
    let key = AgentKey(sandbox: snapshot.id, collection: surface.collection.id, id: exchange.agentID ?? agentID)
    var warnings: [Warning] = []
    var change: Exchange.Change?
    var outcome: Result<AcceptedUpdate, Refusal>?
    do throws(StoreError) {
      try store.update(key) { stored in
        outcome = Result { () throws(Refusal) in
          guard let stored else {
            throw Refusal(rule: surface.id(of: .agentExists), reason: .notFound(agentID: agentID))
          }
          try surface.checkAccess(surface.access, of: caller.account, to: stored, as: agentID, switches)
          return try surface.change(stored, by: body.get(), circumstances, &warnings)
        }
        guard let stored, let acceptance = try? outcome?.get() else { return nil }
        let stores = AgentStore.Change(acceptance.saved.agent, audit: acceptance.audit)
        guard stores.isNoLonger(than: recordLimit) else {
          outcome = .failure(surface.tooLarge(recordLimit))
          return nil
        }
        change = Exchange.Change(before: stored, after: stores.record, bytes: stores.bytes)
        return stores
      }
      exchange.change = change
    } catch {
      outcome = nil
      if error.isSuperseded {
        exchange.isSuperseded = true
      } else {
        logger.error(
          "an update was not saved", metadata: ["endpoint": .string(surface.id), "reason": "\(error)"])
      }
    }
    exchange.warnings = warnings
    guard let outcome else { throw Refusal(rule: surface.id(of: .saved), reason: .saveFailed) }
    return try outcome.get().saved
  }
}

extension Surface {
  fileprivate func tooLarge(_ limit: Int) -> Refusal {
    Refusal(
      rule: id(of: .bodySize), reason: .payloadTooLarge(limit: limit),
      saying: "The agent would be larger than \(limit) bytes")
  }
}

extension AgentStore.Change {
  /// Whether the record's text has at most so many bytes. Most are so small that it need not be written to know.
  fileprivate func isNoLonger(than limit: Int) -> Bool {
    // An escape makes six bytes of one.
    bytes * 6 <= limit || record.bytes.count <= limit
  }
}
