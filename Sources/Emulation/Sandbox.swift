import Schema
import Storage
import Synchronization

/// A complete, separate state: its agents in the store, its rule switches, its clock.
package final class Sandbox: Sendable {
  package let name: String
  package let clock: Clock
  private let state: Mutex<State>

  private struct State {
    var id: SandboxID
    var switches: Switches
    var lastUse: ContinuousClock.Instant
  }

  init(_ id: SandboxID, switches: Switches, frozenAt time: Timestamp?) {
    name = id.name
    clock = Clock(frozenAt: time)
    state = Mutex(State(id: id, switches: switches, lastUse: .now))
  }

  /// Which of the store's rows are its own now.
  package var id: SandboxID { state.withLock { $0.id } }
  package var switches: Switches { state.withLock { $0.switches } }
  var lastUse: ContinuousClock.Instant { state.withLock { $0.lastUse } }

  /// What a request needs of it, which also counts as a use.
  func use() -> (id: SandboxID, switches: Switches) {
    state.withLock { state in
      state.lastUse = .now
      return (state.id, state.switches)
    }
  }

  package func setRule(_ id: String, isOn: Bool) { state.withLock { $0.switches.set(id, isOn: isOn) } }

  /// The agents begin anew under this id.
  func begin(_ id: SandboxID, switches: Switches? = nil) {
    state.withLock { state in
      state.id = id
      if let switches { state.switches = switches }
    }
  }
}
