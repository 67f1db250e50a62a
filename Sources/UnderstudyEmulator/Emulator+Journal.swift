import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore

extension Emulator {
  /// Records a request that waits for the delay of a mapping.
  func deferredResponse(
    to exchange: Exchange, by stub: AppliedStub, produce: @escaping @Sendable () -> Outcome?
  ) -> DeferredResponse {
    let outcome = Outcome(response: Response(status: 0), stub: stub)
    let waiting = WaitingRequest(entry(of: exchange, outcome, duration: nil), in: sandboxes.journal)
    let deferred = DeferredResponse(for: stub.delay, recordNumber: exchange.requestID.number) {
      self.conclude(exchange, produce(), waiting)
    }
    exchange.snapshot.sandbox.add(deferred, for: exchange.snapshot)
    return deferred
  }

  /// Returns the journal entry of a request, without secrets.
  func entry(
    of exchange: Exchange, _ outcome: borrowing Outcome, duration: Duration?
  ) -> JournalEntry {
    guard let kept = outcome.forwarding?.keptResponse else { return ownEntry(of: exchange, outcome, duration) }
    var outcome = copy outcome
    outcome.response.fields = HeaderSection(captureRedactor.redacted(HTTPFields(outcome.response.fields)))
    outcome.response.body = kept.body.bytes ?? []
    return ownEntry(of: exchange, outcome, duration)
  }

  /// Returns the entry of a request whose response has no secrets.
  private func ownEntry(
    of exchange: Exchange, _ outcome: borrowing Outcome, _ duration: Duration?
  ) -> JournalEntry {
    let redacted = redactor.redacted(
      exchange.request, to: exchange.surface, exchange.referenceData.accounts,
      knowing: exchange.caller.seededToken)
    guard let redacted else { return JournalEntry(exchange, outcome, exchange.request, keptBody: .whole, duration) }
    return JournalEntry(
      exchange, outcome, redacted.request, keptBody: redacted.keptBody, from: redacted.origin, duration)
  }

  /// Returns the name of an entry's agent, as the request left it, otherwise as it is now; nil if there is none.
  package func agentName(of entry: JournalEntry) -> String? {
    guard let resource = entry.surface?.resource, let id = entry.agentID else { return nil }
    if let (before, after) = entry.change {
      return (after.members ?? before.members)?[resource.nameMember]?.string
    }
    guard let sandbox = sandboxes.inUse(entry.sandbox), sandbox.generation == entry.generation else { return nil }
    let key = AgentKey(sandbox: sandbox.id, collection: resource.id, id: id)
    return (try? store.agent(key))?[resource.nameMember]?.string
  }

  /// Returns the number of the request that has an id; nil if the id is not of this process.
  package func requestNumber(of id: String) -> UInt64? { ids.number(of: id) }
}
