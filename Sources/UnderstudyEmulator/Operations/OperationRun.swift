import Logging
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// One request on its way through an operation.
///
/// What an operation does stands in the file of its kind, from top to bottom in the order of refusal.
struct OperationRun {
  let emulator: Emulator
  let exchange: Exchange
  let surface: Surface
  let operation: Operation
  /// The agent's id as the path has it; empty if the path has none.
  let agentID: String

  init(_ emulator: Emulator, _ exchange: Exchange, _ surface: Surface, _ operation: Operation, _ agentID: String) {
    self.emulator = emulator
    self.exchange = exchange
    self.surface = surface
    self.operation = operation
    self.agentID = agentID
  }

  /// Why an operation ends before its answer.
  enum Interruption: Error {
    case refused(Refusal)
    /// The sandbox was reset since the request came.
    case superseded
    /// The id of a new agent is another agent's.
    case idInUse
  }

  /// - Returns: Nil if the sandbox was reset since the request came.
  func outcome() -> Outcome? {
    do throws(Interruption) {
      switch operation.kind {
      case .create(let creation): return try create(creation)
      case .update(let substitution): return try update(substitution)
      case .read: return try read()
      case .list(let listing): return try list(listing)
      case .delete: return try delete()
      }
    } catch {
      guard case .refused(let refusal) = error else { return nil }
      return Outcome(refusal, by: surface, exchange.requestID)
    }
  }

  var switches: Switches { exchange.snapshot.switches }

  var directory: Directory { exchange.referenceData.directories[surface.vendor] ?? Directory() }

  var key: AgentKey { key(of: surface.resource.canonicalID(agentID)) }

  func key(of id: String) -> AgentKey {
    AgentKey(sandbox: exchange.snapshot.id, collection: surface.resource.id, id: id)
  }

  /// The sandbox's time, as agents are stamped.
  var now: String { exchange.snapshot.sandbox.clock.now.description }

  /// Returns the answer to a request that was accepted.
  func accepted(_ result: AgentResult, warnings: [Warning] = [], change: AgentChange? = nil) -> Outcome {
    let success = operation.success
    let response =
      success.hasBody
      ? Response(status: success.status, json: success.answer(result)) : Response(status: success.status)
    return Outcome(response: response, warnings: warnings, change: change)
  }
}

/// Operations and the store.
extension OperationRun {
  /// Runs `work` on the store; its error becomes the refusal of a check.
  func accessingStore<Value>(
    _ check: StandardCheck, _ work: () throws(StoreError) -> Value
  ) throws(Interruption) -> Value {
    do throws(StoreError) {
      return try work()
    } catch {
      guard !error.isSuperseded else { throw .superseded }
      emulator.logger.error(
        "the store failed", metadata: ["operation": .string(operation.id), "reason": "\(error)"])
      throw refusal(check)
    }
  }

  /// What an accepted request writes, and its answer.
  struct Acceptance: Sendable {
    let write: AgentStore.Write
    let outcome: Outcome
  }

  /// Reads the agent and writes what `change` decides, in one transaction.
  func transact(
    at key: AgentKey, _ change: (_ stored: Members?) throws(Interruption) -> Acceptance
  ) throws(Interruption) -> Outcome {
    let result = try accessingStore(.agentSaved) { () throws(StoreError) in
      try emulator.store.transact(key) { stored -> (AgentStore.Write, Result<Outcome, Interruption>) in
        do throws(Interruption) {
          let acceptance = try change(stored)
          return (acceptance.write, .success(acceptance.outcome))
        } catch {
          return (.none, .failure(error))
        }
      }
    }
    return try result.get()
  }
}
