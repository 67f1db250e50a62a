import Foundation
import UnderstudyWireMock

/// The mappings of one sandbox, the states of their scenarios, and the delays of every answer.
package struct Stubs: Sendable {
  private var stubs: [StubMapping.ID: Stub] = [:]
  /// The reverse of the order in which mappings are tried, so that the newest of a priority is appended.
  private var order: [Position] = []
  private var scenarios = ScenarioStates()
  private var latestNumber = 0
  private var cachedIndex: StubIndex?
  /// Whether a mapping has been applied as often as it may be.
  private var hasExhausted = false
  /// The end of the lifetime that ends first.
  private var nextEnd: ContinuousClock.Instant?
  /// Whether mappings and scenarios are as the sandbox started with them.
  private var isInitial = true
  /// Nil until they are set.
  package var settings: GlobalSettings?

  /// The most mappings of a sandbox.
  package static let limit = 5000

  /// A mapping, and how often and how long it may still be applied.
  package struct Stub: Sendable {
    package let mapping: StubMapping
    fileprivate let number: Int
    /// How often it may still be applied; nil for any number.
    package fileprivate(set) var timesLeft: Int?
    /// How often it was applied.
    package private(set) var uses = 0
    /// When it was applied last, by the system's clock.
    package private(set) var lastUse: Date?
    /// How often a random choice was made.
    fileprivate var choices: UInt64 = 0
    fileprivate var end: ContinuousClock.Instant?
    fileprivate let share: MappingMemory.Share

    fileprivate init(_ mapping: StubMapping, number: Int, _ share: MappingMemory.Share) {
      self.mapping = mapping
      self.number = number
      self.share = share
      timesLeft = mapping.times
      end = mapping.lifetime.map { ContinuousClock.now + $0 }
    }

    /// The end of its lifetime by the system's clock; nil if it has none.
    package var expiry: Date? {
      end.map { Date(timeIntervalSinceNow: ContinuousClock.now.duration(to: $0) / .seconds(1)) }
    }

    fileprivate mutating func countUse() {
      uses += 1
      lastUse = Date()
    }

    package var hasEnded: Bool { timesLeft == 0 || end.map { $0 <= .now } ?? false }
    fileprivate var position: Position { Position(priority: mapping.priority, number: number, id: mapping.id) }
  }

  fileprivate struct Position: Sendable {
    let priority, number: Int
    let id: StubMapping.ID

    /// Whether the mapping is tried after another.
    func isAfter(_ other: Position) -> Bool { (priority, -number) > (other.priority, -other.number) }
  }

  var isEmpty: Bool { stubs.isEmpty && settings == nil }

  /// The mappings in the order in which they are tried: by priority, then the newest first.
  package var all: [Stub] { order.reversed().compactMap { stubs[$0.id] } }

  /// The mappings that may still be applied.
  package var active: [StubMapping] { activeStubs.map(\.mapping) }

  /// The mapping with an id, with how often it was applied; nil if there is none.
  package subscript(id: StubMapping.ID) -> Stub? { stubs[id] }

  /// Those, with how often they were applied.
  package var activeStubs: [Stub] { all.filter { !$0.hasEnded } }

  /// The mappings, for matching outside of the sandbox's lock.
  var index: StubIndex {
    mutating get {
      if let cachedIndex { return cachedIndex }
      let index = StubIndex(all.map(\.mapping))
      cachedIndex = index
      return index
    }
  }

  /// The place of a mapping that replaces another one.
  package enum Place: Sendable {
    /// Before all others of its priority.
    case first
    /// That of the one that it replaces, as in WireMock, if that has not ended.
    case kept
  }

  /// Adds a mapping, or replaces the one of its id.
  /// - Parameter share: the mapping's share of the memory for mappings.
  /// - Returns: false if there are too many already.
  package mutating func set(_ mapping: StubMapping, at place: Place, taking share: MappingMemory.Share) -> Bool {
    removeEnded()
    guard stubs[mapping.id] != nil || stubs.count < Self.limit else { return false }
    put(mapping, at: place, taking: share)
    return true
  }

  /// Adds or replaces a mapping, however many there are.
  private mutating func put(_ mapping: StubMapping, at place: Place, taking share: MappingMemory.Share) {
    cachedIndex = nil
    isInitial = false
    removeEnded()
    // Counted before the old one goes, so that a scenario that both are part of keeps its state.
    scenarios.add(mapping)
    let old = stubs[mapping.id]
    if let old { remove(old) }
    let number = place == .kept ? old?.number : .none
    let stub = Stub(mapping, number: number ?? nextNumber(), share)
    stubs[mapping.id] = stub
    order.insert(stub.position, at: index(of: stub.position))
    if let end = stub.end { nextEnd = min(nextEnd ?? end, end) }
    hasExhausted = hasExhausted || stub.timesLeft == 0
  }

  /// Adds the mappings of an import, all or none. As in WireMock, the first of those that are new is tried first.
  /// - Parameter shares: the mappings' shares of the memory for mappings, in their order.
  /// - Returns: false if there would be too many.
  package mutating func add(_ document: StubImport, taking shares: [MappingMemory.Share]) -> Bool {
    let imported = Set(document.mappings.map(\.id))
    let others = stubs.values.count { !$0.hasEnded && !imported.contains($0.mapping.id) }
    guard imported.count + (document.othersPolicy == .removed ? 0 : others) <= Self.limit else { return false }
    for (mapping, share) in zip(document.mappings, shares).reversed() {
      if document.duplicatePolicy == .ignore, stubs[mapping.id]?.hasEnded == false { continue }
      put(mapping, at: .kept, taking: share)
    }
    // Removed after the others are added, so that a scenario that both are part of keeps its state.
    if document.othersPolicy == .removed { removeAll { !imported.contains($0.id) } }
    return true
  }

  /// Removes mappings.
  package mutating func removeAll(where isRemoved: (StubMapping) -> Bool) {
    cachedIndex = nil
    isInitial = false
    let removed = stubs.values.filter { isRemoved($0.mapping) || $0.hasEnded }
    for stub in removed {
      stubs[stub.mapping.id] = nil
      scenarios.remove(stub.mapping)
    }
    order.removeAll { stubs[$0.id] == nil }
  }

  private mutating func removeEnded() {
    guard hasExhausted || nextEnd.map({ $0 <= .now }) ?? false else { return }
    removeAll { _ in false }
    hasExhausted = false
    nextEnd = stubs.values.compactMap(\.end).min()
  }

  private mutating func nextNumber() -> Int {
    latestNumber += 1
    return latestNumber
  }

  private mutating func remove(_ stub: Stub) {
    stubs[stub.mapping.id] = nil
    let index = index(of: stub.position)
    if order.indices.contains(index) { order.remove(at: index) }
    scenarios.remove(stub.mapping)
  }

  /// Returns the index of a position in `order`, or the one where it belongs.
  private func index(of position: Position) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if order[middle].isAfter(position) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether a mapping that matches a request answers it.
  enum StubResult { case applied, skippedByProbability, ineligible }

  /// Applies a mapping that matches a request, if it has not ended, its scenario is in the required state, and its
  /// probability lets it.
  mutating func claim(_ id: StubMapping.ID) -> StubResult {
    guard let mapping = stubs[id]?.mapping, stubs[id]?.hasEnded == false, scenarios.allow(mapping) else {
      return .ineligible
    }
    // Only these change anything: whatever else is applied leaves no trace.
    isInitial = isInitial && mapping.probability == nil && mapping.times == nil && mapping.scenario == nil
    if let probability = mapping.probability {
      let choices = stubs[id]?.choices ?? 0
      stubs[id]?.choices += 1
      guard probability.succeeds(trial: choices) else { return .skippedByProbability }
    }
    if let left = stubs[id]?.timesLeft {
      stubs[id]?.timesLeft = left - 1
      hasExhausted = hasExhausted || left == 1
    }
    stubs[id]?.countUse()
    scenarios.advance(by: mapping)
    return .applied
  }

  package func state(of scenario: String) -> String { scenarios[scenario] }

  package mutating func resetScenarios() { scenarios.reset() }

  /// Sets the state of a scenario.
  /// - Returns: false if no mapping is part of a scenario of this name.
  package mutating func setScenario(_ name: String, to state: String) -> Bool {
    isInitial = false
    return scenarios.set(name, to: state)
  }
}

/// The mappings of files, which every sandbox starts with.
extension Stubs {
  /// - Parameters:
  ///   - mappings: as in WireMock, the last one is tried first.
  ///   - shares: the mappings' shares of the memory for mappings, in their order.
  init(startingWith mappings: [StubMapping], taking shares: [MappingMemory.Share]) {
    for (mapping, share) in zip(mappings, shares) { _ = set(mapping, at: .first, taking: share) }
    // Made once for all sandboxes.
    cachedIndex = index
    isInitial = true
  }

  /// Returns the mappings for a sandbox that starts now.
  func started() -> Stubs {
    guard nextEnd != nil else { return self }
    var stubs = self
    for (id, stub) in stubs.stubs { stubs.stubs[id]?.end = stub.mapping.lifetime.map { .now + $0 } }
    stubs.nextEnd = stubs.stubs.values.compactMap(\.end).min()
    return stubs
  }

  /// Replaces all mappings by those that the sandbox starts with, and resets the scenarios. The settings stay.
  package mutating func restore(_ initial: Stubs) {
    let settings = settings
    self = initial.started()
    self.settings = settings
  }

  /// Replaces the mappings of the files by those of files that have changed. The mappings that clients have added, replaced
  /// or removed stay so, except that a mapping which has changed in its file is there again.
  mutating func follow(from old: Stubs, to new: Stubs) {
    guard !isInitial else { return restore(new) }
    let removed = Set(
      old.stubs.values.filter { new.stubs[$0.mapping.id] == nil && isOfFile($0) }.map(\.mapping.id))
    if !removed.isEmpty { removeAll { removed.contains($0.id) } }
    for stub in new.all.reversed() {
      let former = old.stubs[stub.mapping.id]
      guard former?.mapping.json != stub.mapping.json else { continue }
      let current = stubs[stub.mapping.id]
      if current == nil || former.map(isOfFile) == true { _ = set(stub.mapping, at: .kept, taking: stub.share) }
    }
  }

  /// Whether the sandbox has a mapping as its file has it.
  private func isOfFile(_ stub: Stub) -> Bool { stubs[stub.mapping.id]?.mapping.json == stub.mapping.json }
}
