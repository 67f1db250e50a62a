import UnderstudyWireMock

/// What stands before the vendors' endpoints in one sandbox: mappings, the scenarios that they are part of, and
/// delays for every answer.
package struct Stubs: Sendable {
  /// In the order in which they are asked: by priority, then the newest first.
  package private(set) var all: [Stub] = []
  /// Of all, made when it is first asked for.
  private var madeIndex: StubIndex?
  /// The states of scenarios that have left the first one.
  private var states: [String: String] = [:]
  /// nil until somebody sets them.
  package var settings: GlobalSettings?

  /// A mapping, and how often and how long it may still act.
  package struct Stub: Sendable {
    package let mapping: StubMapping
    fileprivate var timesLeft: Int?
    fileprivate var timesAsked: UInt64 = 0
    private let end: ContinuousClock.Instant?
    private let share: MappingMemory.Share

    fileprivate init(_ mapping: StubMapping, _ share: MappingMemory.Share) {
      self.mapping = mapping
      self.share = share
      timesLeft = mapping.times
      end = mapping.lifetime.map { ContinuousClock.now + $0 }
    }

    package var isOver: Bool { timesLeft == 0 || end.map { $0 <= .now } ?? false }
  }

  /// All, to be matched by whoever does not hold the sandbox's lock.
  var index: StubIndex {
    mutating get {
      if let madeIndex { return madeIndex }
      let index = StubIndex(all.map(\.mapping))
      madeIndex = index
      return index
    }
  }

  /// The mappings that may still act.
  package var active: [StubMapping] { all.filter { !$0.isOver }.map(\.mapping) }

  /// What a mapping that fits a request does with it.
  enum Claim { case acts, skipsByChance, passes }

  var isEmpty: Bool { all.isEmpty && settings == nil }

  /// Adds a mapping, or replaces the one of its id.
  /// - Parameter share: of the memory that mappings may take.
  /// - Returns: false where there are too many already.
  package mutating func set(_ mapping: StubMapping, taking share: MappingMemory.Share) -> Bool {
    madeIndex = nil
    // Mostly there are none, and looking is cheaper than moving all the others.
    let isOld = { (stub: Stub) in stub.mapping.id == mapping.id || stub.isOver }
    if all.contains(where: isOld) { all.removeAll(where: isOld) }
    guard all.count < Self.most else { return false }
    all.insert(
      Stub(mapping, share), at: all.firstIndex { $0.mapping.priority >= mapping.priority } ?? all.endIndex)
    forgetScenarios()
    return true
  }

  package mutating func removeAll(where isRemoved: (StubMapping) -> Bool) {
    madeIndex = nil
    all.removeAll { isRemoved($0.mapping) || $0.isOver }
    forgetScenarios()
  }

  /// Each request may be compared with all of them.
  package static let most = 5000

  /// A scenario goes with the last of its mappings.
  private mutating func forgetScenarios() {
    guard !states.isEmpty else { return }
    let names = Set(all.compactMap(\.mapping.scenario?.name))
    states = states.filter { names.contains($0.key) }
  }

  /// Asks a mapping that fits a request to act: it may be used up, in the wrong state or left out by chance.
  mutating func claim(_ id: StubMapping.ID) -> Claim {
    guard let index = all.firstIndex(where: { $0.mapping.id == id }) else { return .passes }
    let mapping = all[index].mapping
    if all[index].isOver || !isInState(mapping) { return .passes }
    if let probability = mapping.probability {
      defer { all[index].timesAsked += 1 }
      guard probability.succeeds(trial: all[index].timesAsked) else { return .skipsByChance }
    }
    if let left = all[index].timesLeft { all[index].timesLeft = left - 1 }
    if let scenario = mapping.scenario, let state = scenario.newState { states[scenario.name] = state }
    return .acts
  }

  private func isInState(_ mapping: StubMapping) -> Bool {
    guard let scenario = mapping.scenario, let required = scenario.requiredState else { return true }
    return state(of: scenario.name) == required
  }

  package func state(of scenario: String) -> String { states[scenario] ?? StubMapping.Scenario.started }

  package mutating func resetScenarios() { states = [:] }

  /// - Returns: false where no mapping is part of a scenario of this name.
  package mutating func set(_ scenario: String, to state: String) -> Bool {
    guard all.contains(where: { $0.mapping.scenario?.name == scenario }) else { return false }
    states[scenario] = state
    return true
  }
}
