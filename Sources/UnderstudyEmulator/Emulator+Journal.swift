import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer

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
    outcome.response.body = if case .whole(let bytes) = kept.body { bytes } else { [] }
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
    return JournalEntry(exchange, outcome, redacted.request, keptBody: redacted.keptBody, duration)
  }
}
