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
    let outcome: UpdateOutcome
    do throws(StoreError) {
      outcome = try store.transact(key) { stored in
        let outcome = Result { () throws(Refusal) in
          guard let stored else {
            throw Refusal(rule: surface.id(of: .agentExists), reason: .notFound(agentID: agentID))
          }
          try surface.checkAccess(surface.access, of: caller.account, to: stored, as: agentID, switches)
          return stored
        }
        return updated(outcome, by: body, surface, circumstances)
      }
    } catch {
      if error.isSuperseded {
        exchange.isSuperseded = true
      } else {
        logger.error(
          "an update was not saved", metadata: ["endpoint": .string(surface.id), "reason": "\(error)"])
      }
      throw Refusal(rule: surface.id(of: .saved), reason: .saveFailed)
    }
    exchange.change = outcome.change
    exchange.warnings = outcome.warnings
    return try outcome.result.get()
  }

  /// What one update came to.
  private struct UpdateOutcome {
    var result: Result<AgentResult, Refusal>
    var warnings: [Warning] = []
    var change: Exchange.Change?
  }

  /// Returns what an update writes, and what it came to.
  private func updated(
    _ stored: Result<Members, Refusal>, by body: Result<Members, Refusal>, _ surface: Surface,
    _ circumstances: UpdateContext
  ) -> (AgentStore.Write, UpdateOutcome) {
    var warnings: [Warning] = []
    do throws(Refusal) {
      let stored = try stored.get()
      let accepted = try surface.change(stored, by: body.get(), circumstances, &warnings)
      let agent = accepted.saved.agent
      let bytes = agent.footprint
      guard agent.isNoLonger(than: recordLimit, footprint: bytes) else { throw surface.tooLarge(recordLimit) }
      let outcome = UpdateOutcome(
        result: .success(accepted.saved), warnings: warnings,
        change: Exchange.Change(before: stored, after: agent, bytes: bytes))
      return (.put(agent, audit: accepted.audit), outcome)
    } catch {
      return (.none, UpdateOutcome(result: .failure(error), warnings: warnings))
    }
  }
}

extension Surface {
  fileprivate func tooLarge(_ limit: Int) -> Refusal {
    Refusal(
      rule: id(of: .bodySize), reason: .payloadTooLarge(limit: limit),
      saying: "The agent would be larger than \(limit) bytes")
  }
}

extension Members {
  /// Whether the text has at most so many bytes. Most are so small that it need not be written to know.
  fileprivate func isNoLonger(than limit: Int, footprint: Int) -> Bool {
    // An escape makes six bytes of one.
    footprint * 6 <= limit || bytes.count <= limit
  }
}
