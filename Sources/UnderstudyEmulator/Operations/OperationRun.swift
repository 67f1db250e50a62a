import Logging
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// One run of an operation for one request.
///
/// The file of each kind of operation holds its steps, from top to bottom in the order of refusal.
///
/// A class, because the closures of its steps hold it, and a copy would retain each of its parts.
final class OperationRun: Sendable {
  let emulator: Emulator
  let exchange: Exchange
  let surface: Surface
  let operation: Operation
  /// The agent's id as it is in the path; empty if the path has none.
  let agentID: String
  /// The time until the caller may send another request; nil if it has not sent too many.
  let retryAfter: Refusal.RetryAfter?
  /// What happens to the changes of the run.
  let changes: ChangePolicy

  enum ChangePolicy: Sendable { case stored, discarded }

  init(
    _ emulator: Emulator, _ exchange: Exchange, _ surface: Surface, _ operation: Operation, _ agentID: String,
    _ retryAfter: Refusal.RetryAfter?, changes: ChangePolicy = .stored
  ) {
    self.emulator = emulator
    self.exchange = exchange
    self.surface = surface
    self.operation = operation
    self.agentID = agentID
    self.retryAfter = retryAfter
    self.changes = changes
  }

  /// The reason why an operation ends before its response.
  enum Interruption: Error {
    case refused(Refusal)
    /// The sandbox was reset since the request arrived.
    case superseded
  }

  /// Runs the operation.
  /// - Returns: The outcome; nil if the sandbox was reset since the request arrived.
  func outcome() -> Outcome? {
    do throws(Interruption) {
      switch operation.kind {
      case .create(let creation): return try create(creation)
      case .update(let update): return try self.update(update)
      case .read: return try read()
      case .list(let listing): return try list(listing)
      case .delete: return try delete()
      case .archive(let archiving): return try archive(archiving)
      }
    } catch {
      guard case .refused(let refusal) = error else { return nil }
      let hint = exchange.referenceData.accounts.hint(for: exchange.caller, to: surface)
      return Outcome(refusal, by: surface, exchange, hint: hint)
    }
  }

  var switches: Switches { exchange.snapshot.switches }

  var referenceRecords: ReferenceRecords {
    exchange.referenceData.referenceRecords[surface.vendor] ?? ReferenceRecords()
  }

  var key: AgentKey { key(of: exchange.agentID ?? "") }

  func key(of id: String) -> AgentKey {
    AgentKey(sandbox: exchange.snapshot.id, collection: surface.resource.id, id: id)
  }

  /// The time of the sandbox's clock, as agents store it.
  var now: String { exchange.snapshot.sandbox.clock.now.description }

  /// Returns the outcome of an accepted request.
  func accepted(
    _ result: AgentResult, warnings: [Warning] = [], assumptions: [String] = [], change: AgentChange? = nil
  ) -> Outcome {
    let success = operation.success(with: switches)
    let response =
      success.hasBody
      ? Response(status: success.status, json: success.answer.json(for: result)) : Response(status: success.status)
    return Outcome(
      response: response, warnings: warnings, assumptions: assumptions + operation.assumptions(with: switches),
      change: change)
  }
}

/// Access to the store.
extension OperationRun {
  /// Runs `work` on the store and turns its error into the refusal of a check.
  func accessingStore<Value>(
    _ check: StandardCheck, onError message: @autoclosure () -> Logger.Message,
    _ work: () throws(StoreError) -> Value
  ) throws(Interruption) -> Value {
    do throws(StoreError) {
      return try work()
    } catch {
      guard !error.isSuperseded else { throw .superseded }
      emulator.logger.error(message(), metadata: ["endpoint": .string(surface.id), "reason": "\(error)"])
      let reason = operation.standardGuard(for: check)?.refusal.reason(cause: error.shortage?.summary)
      throw refusal(check, reason)
    }
  }

  /// Runs a change of the store and turns its error into the refusal of a change that was not saved.
  func changingStore<Value>(_ work: () throws(StoreError) -> Value) throws(Interruption) -> Value {
    try accessingStore(.agentSaved, onError: "\((operation.kind.change ?? .update).phrase) was not saved", work)
  }

  /// The change of an accepted request, with what its response shows besides the agent.
  struct AcceptedChange: Sendable {
    let change: AgentChange
    var addedMembers = Members()
    var warnings: [Warning] = []
    var assumptions: [String] = []
    var audit: [AuditEntry] = []

    fileprivate var write: AgentStore.Write {
      change.after.map { .put($0, footprint: change.bytes, audit: audit) } ?? .remove
    }
  }

  /// Reads the agent and writes the change that `decide` returns, in one transaction. The response is written after it,
  /// so that other requests do not wait for that.
  func transact(
    at key: AgentKey, _ decide: (_ stored: Members?) throws(Interruption) -> AcceptedChange
  ) throws(Interruption) -> Outcome {
    let result = try changingStore { () throws(StoreError) in
      try emulator.store.transact(key) { stored -> (AgentStore.Write, Result<AcceptedChange, Interruption>) in
        do throws(Interruption) {
          let accepted = try decide(stored)
          return (changes == .stored ? accepted.write : .none, .success(accepted))
        } catch {
          return (.none, .failure(error))
        }
      }
    }
    let request = try result.get()
    let agent = request.change.after ?? request.change.before ?? Members()
    return accepted(
      AgentResult(
        agent: agent, adding: request.addedMembers,
        referenceRecords: operation.showsRelatedRecords ? referenceRecords : ReferenceRecords()),
      warnings: request.warnings, assumptions: request.assumptions,
      change: request.change.isEmpty ? nil : request.change)
  }
}
