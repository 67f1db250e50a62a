import UnderstudyWireMock

/// The states of the scenarios that mappings are part of. A scenario goes with the last of its mappings.
struct ScenarioStates: Sendable {
  private struct State: Sendable {
    var mappings = 0
    /// Nil for the first state.
    var name: String?
  }

  private var states: [String: State] = [:]

  mutating func add(_ mapping: StubMapping) {
    if let name = mapping.scenario?.name { states[name, default: State()].mappings += 1 }
  }

  mutating func remove(_ mapping: StubMapping) {
    guard let name = mapping.scenario?.name else { return }
    states[name]?.mappings -= 1
    if states[name]?.mappings == 0 { states[name] = nil }
  }

  subscript(scenario: String) -> String { states[scenario]?.name ?? StubMapping.Scenario.started }

  /// Whether a mapping's scenario is in the state that the mapping requires.
  func allow(_ mapping: StubMapping) -> Bool {
    guard let scenario = mapping.scenario, let required = scenario.requiredState else { return true }
    return self[scenario.name] == required
  }

  /// Sets the state that follows after a mapping has been applied.
  mutating func advance(by mapping: StubMapping) {
    if let scenario = mapping.scenario, let state = scenario.newState { states[scenario.name]?.name = state }
  }

  /// Sets the state of a scenario.
  /// - Returns: false if no mapping is part of it.
  mutating func set(_ scenario: String, to state: String) -> Bool {
    guard states[scenario] != nil else { return false }
    states[scenario]?.name = state
    return true
  }

  mutating func reset() {
    for name in states.keys { states[name]?.name = nil }
  }
}
