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
  }

  /// - Returns: Nil if the sandbox was reset since the request came.
  func outcome() -> Outcome? {
    do throws(Interruption) {
      switch operation.kind {
      case .update(let substitution): return try update(substitution)
      case .read: return try read()
      case .list(let listing): return try list(listing)
      }
    } catch {
      guard case .refused(let refusal) = error else { return nil }
      return Outcome(refusal, by: surface, exchange.requestID)
    }
  }

  var switches: Switches { exchange.snapshot.switches }

  var directory: Directory { exchange.referenceData.directories[surface.vendor] ?? Directory() }

  var key: AgentKey {
    AgentKey(
      sandbox: exchange.snapshot.id, collection: surface.resource.id, id: surface.resource.canonicalID(agentID))
  }

  /// Returns the answer to a request that was accepted.
  func accepted(_ result: AgentResult, warnings: [Warning] = [], _ change: AgentChange? = nil) -> Outcome {
    let success = operation.success
    return Outcome(
      response: Response(status: success.status, json: success.answer(result)), warnings: warnings, change: change)
  }
}

extension OperationRun {
  /// Reads from the store.
  func reading<Value>(_ read: () throws(StoreError) -> Value) throws(Interruption) -> Value {
    do throws(StoreError) {
      return try read()
    } catch {
      throw interruption(by: error, .agentsRead, "agents were not read")
    }
  }

  /// What an accepted request writes, and its answer.
  struct Acceptance: Sendable {
    let write: AgentStore.Write
    let outcome: Outcome
  }

  /// Reads the agent and writes what `change` decides, in one transaction.
  func transact(
    _ change: (_ stored: Members?) throws(Interruption) -> Acceptance
  ) throws(Interruption) -> Outcome {
    let result: Result<Outcome, Interruption>
    do throws(StoreError) {
      result = try emulator.store.transact(key) { stored in
        do throws(Interruption) {
          let acceptance = try change(stored)
          return (acceptance.write, .success(acceptance.outcome))
        } catch {
          return (.none, .failure(error))
        }
      }
    } catch {
      throw interruption(by: error, .agentSaved, "an update was not saved")
    }
    return try result.get()
  }

  private func interruption(by error: StoreError, _ check: StandardCheck, _ message: String) -> Interruption {
    guard !error.isSuperseded else { return .superseded }
    emulator.logger.error("\(message)", metadata: ["endpoint": .string(surface.id), "reason": "\(error)"])
    return refusal(check)
  }
}
