import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyStore
import UnderstudyVendors

/// Compares what a vendor answered with what Understudy answers.
package struct Comparer {
  /// What the emulator has besides what the recording shows, and what is compared.
  package struct Options: Sendable {
    /// The accounts and agents of recordings that Understudy made of itself.
    package var seeds = SeedSet()
    package var switches = Switches()
    package var headers = HeaderPolicy.ignored
    package var suggestion = SuggestionPolicy.none

    package init() {}
  }

  /// Whether the switches are looked for that remove the most differences.
  package enum SuggestionPolicy: Sendable { case none, wanted }

  private let registry: Registry
  private let options: Options

  package init(_ options: Options, registry: Registry = Registry()) {
    self.registry = registry
    self.options = options
  }

  /// A function that calls another with each exchange and its place, the same ones each time.
  package typealias ExchangeReader = (_ body: (String, CapturedExchange) throws -> Void) throws -> Void

  /// Compares exchanges in the order in which they are read.
  /// - Throws: the error of the reader, or of the store.
  package func compare(_ capture: ExchangeReader) throws -> CaptureComparison {
    var result = try result(of: capture, options, .thorough)
    if options.suggestion == .wanted { result.suggestion = try suggestion(for: result, capture) }
    return result
  }

  private func result(
    of capture: ExchangeReader, _ options: Options, _ explanation: Replay.ExplanationPolicy
  ) throws -> CaptureComparison {
    var replay = try Replay(registry, options, explanation)
    try capture { _, exchange in replay.learn(exchange) }
    var result = CaptureComparison()
    try capture { place, exchange in result.add(replay.compare(exchange, at: place)) }
    return result
  }
}

extension CaptureComparison {
  fileprivate mutating func add(_ result: Replay.Result) {
    switch result {
    case .compared(let differences, _, let exchange): add(differences, of: exchange)
    case .uncompared(let reason, let exchange): add(reason, of: exchange)
    case .otherHost(let host): addOtherHost(host)
    }
  }
}

// MARK: Suggestion

extension Comparer {
  /// Returns the options that remove the most differences: all that a rule's name suggests, without those that do not help.
  private func suggestion(
    for result: CaptureComparison, _ capture: ExchangeReader
  ) throws -> CaptureComparison.SuggestedSwitches {
    var chosen = Array(
      result.groups.compactMap(\.example.rule).filter { $0.option != nil }.map(\.id).uniqued.prefix(30))
    var least = try differences(switching: chosen, capture)
    for id in chosen {
      let others = chosen.filter { $0 != id }
      let count = try differences(switching: others, capture)
      if count <= least { (chosen, least) = (others, count) }
    }
    if least >= result.differences { chosen = [] }
    return CaptureComparison.SuggestedSwitches(
      options: chosen.map { "--\(isOn($0) ? "disable" : "enable")-rule \($0)" }, before: result.differences,
      after: chosen.isEmpty ? result.differences : least)
  }

  private func isOn(_ id: String) -> Bool {
    registry.rules.first { $0.rule.id == id }.map { options.switches.isOn($0.rule) } ?? true
  }

  private func differences(switching ids: [String], _ capture: ExchangeReader) throws -> Int {
    var options = options
    for id in ids { options.switches.set(id, isOn: !isOn(id)) }
    return try result(of: capture, options, .none).differences
  }
}
