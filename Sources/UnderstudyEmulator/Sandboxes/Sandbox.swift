import Synchronization
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// A complete, separate state: its agents in the store, its entries in the journal, its mappings, rule switches and
/// clock.
package final class Sandbox: Sendable {
  package let name: String
  package let clock: Clock
  private let state: Mutex<State>

  private struct State {
    var id: SandboxID
    var generation: SandboxGeneration
    var switches: Switches
    var stubs = Stubs()
    var waits = Waits()
    var lastUse = ContinuousClock.now
    /// How many agents were created in each collection.
    var agentNumbers: [String: Int] = [:]
  }

  init(_ id: SandboxID, switches: Switches, frozenAt time: Timestamp?) {
    name = id.name
    clock = Clock(frozenAt: time)
    state = Mutex(State(id: id, generation: SandboxGeneration(), switches: switches))
  }

  /// Which of the store's rows are its own now.
  package var id: SandboxID { state.withLock(\.id) }
  /// Which of the journal's entries are its own now.
  package var generation: SandboxGeneration { state.withLock(\.generation) }
  package var switches: Switches { state.withLock(\.switches) }
  var lastUse: ContinuousClock.Instant { state.withLock(\.lastUse) }
  /// How long ago the last request came.
  package var idleTime: Duration { lastUse.duration(to: .now) }

  /// Counts as a use.
  func snapshot() -> SandboxSnapshot {
    state.withLock { state in
      state.lastUse = .now
      return SandboxSnapshot(
        sandbox: self, id: state.id, generation: state.generation, switches: state.switches,
        hasStubs: !state.stubs.isEmpty)
    }
  }

  package func setRule(_ id: String, isOn: Bool) { state.withLock { $0.switches.set(id, isOn: isOn) } }

  /// The agents begin anew under this id; answers that still wait are cut off, as they were for the others.
  package func begin(_ id: SandboxID) {
    let waits = state.withLock { state in
      state.id = id
      state.agentNumbers = [:]
      return state.waits.takeAll()
    }
    waits.forEach { $0.cutOff() }
  }

  /// Everything begins anew, the agents under this id.
  /// - Returns: the time that is over.
  func begin(_ id: SandboxID, _ generation: SandboxGeneration, switches: Switches, frozenAt time: Timestamp?)
    -> SandboxGeneration
  {
    let (old, waits) = state.withLock { state in
      defer { state = State(id: id, generation: generation, switches: switches) }
      return (state.generation, state.waits.takeAll())
    }
    clock.reset(to: time)
    waits.forEach { $0.cutOff() }
    return old
  }

  /// Cuts the answer off when the sandbox begins anew, or at once where it has done so since the visit.
  func hold(_ wait: DeferredResponse, of snapshot: SandboxSnapshot) {
    let isHeld = state.withLock { state in
      guard state.id == snapshot.id, state.generation == snapshot.generation else { return false }
      state.waits.add(wait)
      return true
    }
    if !isHeld { wait.cutOff() }
  }

  /// Draws the number of the next agent that is created in a collection, from 1.
  func nextAgentNumber(in collection: String) -> Int {
    state.withLock { state in
      let number = (state.agentNumbers[collection] ?? 0) + 1
      state.agentNumbers[collection] = number
      return number
    }
  }

  /// How many answers wait.
  package var waiting: Int { state.withLock { $0.waits.count } }

  /// Reads or changes mappings, scenarios and settings.
  package func withStubs<Value: Sendable>(_ body: (inout Stubs) throws -> sending Value) rethrows -> Value {
    try state.withLock { try body(&$0.stubs) }
  }
}
