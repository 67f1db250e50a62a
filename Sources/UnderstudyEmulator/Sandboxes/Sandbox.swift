import Foundation
import Synchronization
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// A separate state of everything that a test can change: agents in the store, entries in the journal, mappings, rule
/// switches and clock.
package final class Sandbox: Sendable {
  package let name: String
  package let clock: Clock
  private let state: Mutex<State>

  private struct State {
    var id: SandboxID
    var generation: SandboxGeneration
    var switches: Switches
    var stubs = Stubs()
    var deferredResponses = DeferredResponses()
    var lastUse = ContinuousClock.now
    /// How many agents were created in each collection.
    var agentNumbers: [String: Int] = [:]
    var rates = RequestRates()
  }

  init(_ id: SandboxID, switches: Switches, frozenAt time: Timestamp?) {
    name = id.name
    clock = Clock(frozenAt: time)
    state = Mutex(State(id: id, generation: SandboxGeneration(), switches: switches))
  }

  /// The current generation in the store.
  package var id: SandboxID { state.withLock(\.id) }
  /// The current generation in the journal.
  package var generation: SandboxGeneration { state.withLock(\.generation) }
  package var switches: Switches { state.withLock(\.switches) }
  /// When the last request came.
  var lastUse: ContinuousClock.Instant { state.withLock(\.lastUse) }
  /// The time since the last request.
  package var idleTime: Duration { lastUse.duration(to: .now) }
  /// The number of deferred responses that have not been sent.
  package var deferredCount: Int { state.withLock { $0.deferredResponses.count } }

  /// Returns the state for a request, which counts as a use.
  func snapshot() -> SandboxSnapshot {
    state.withLock { state in
      state.lastUse = .now
      return SandboxSnapshot(
        sandbox: self, id: state.id, generation: state.generation, switches: state.switches,
        hasStubs: !state.stubs.isEmpty)
    }
  }

  package func use(_ profile: Profile, _ switches: [String: Bool]) {
    state.withLock { $0.switches.use(profile, switches) }
  }

  /// Sets all switches of rules.
  package func use(_ switches: Switches) { state.withLock { $0.switches = switches } }

  package func setRule(_ id: String, isOn: Bool) { state.withLock { $0.switches.set(id, isOn: isOn) } }

  /// Continues with the agents of another generation in the store. Deferred responses are cut off, because they belong to
  /// the former agents.
  func replaceAgents(with id: SandboxID) {
    let responses = state.withLock { state in
      state.id = id
      state.agentNumbers = [:]
      return state.deferredResponses.removeAll()
    }
    responses.forEach { $0.cutOff() }
  }

  /// Resets everything.
  /// - Returns: the generation that has ended, and its deferred responses, which must be cut off.
  func reset(to id: SandboxID, _ generation: SandboxGeneration, switches: Switches, frozenAt time: Timestamp?)
    -> (ended: SandboxGeneration, deferred: [DeferredResponse])
  {
    let former = state.withLock { state in
      defer { state = State(id: id, generation: generation, switches: switches) }
      return (state.generation, state.deferredResponses.removeAll())
    }
    clock.reset(to: time)
    return former
  }

  /// Adds a deferred response, which is cut off when the sandbox is reset, or at once if it has been reset since the
  /// request came.
  func add(_ response: DeferredResponse, for snapshot: SandboxSnapshot) {
    let isAdded = state.withLock { state in
      guard state.id == snapshot.id, state.generation == snapshot.generation else { return false }
      state.deferredResponses.add(response)
      return true
    }
    if !isAdded { response.cutOff() }
  }

  /// Returns the number of the next agent that is created in a collection, from 1. It stays the next one until
  /// ``useAgentNumber(_:in:)``.
  func nextAgentNumber(in collection: String) -> Int { state.withLock { ($0.agentNumbers[collection] ?? 0) + 1 } }

  /// Counts a request of a caller, unless it has sent too many; see ``RequestRates``.
  func countRequest(of counter: String, limit: Int, at time: Date) -> Refusal.RetryAfter? {
    state.withLock { $0.rates.count(counter, limit: limit, at: time) }
  }

  /// Marks a number, and those before it, as used.
  func useAgentNumber(_ number: Int, in collection: String) {
    state.withLock { $0.agentNumbers[collection] = max($0.agentNumbers[collection] ?? 0, number) }
  }

  /// Reads or changes mappings, scenarios and settings.
  package func withStubs<Value: Sendable>(_ body: (inout Stubs) throws -> sending Value) rethrows -> Value {
    try state.withLock { try body(&$0.stubs) }
  }
}
