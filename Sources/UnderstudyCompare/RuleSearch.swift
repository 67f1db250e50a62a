import UnderstudyEmulator
import UnderstudyVendors

/// The search for the rules that decide a difference: a rule decides it if the difference is gone when the rule is switched.
struct RuleSearch {
  /// What came of a request with other switches.
  struct Attempt {
    let rehearsal: Rehearsal
    let findings: [UnexplainedDifference]
  }

  private let surface: Surface
  private let operation: Operation
  private let switches: Switches
  private let attempt: (Switches) -> Attempt?
  /// The most rules that together explain one exchange.
  private static let maximumRules = 6

  /// - Parameter attempt: answers the request with other switches.
  init(
    _ surface: Surface, _ operation: Operation, _ switches: Switches, attempt: @escaping (Switches) -> Attempt?
  ) {
    self.surface = surface
    self.operation = operation
    self.switches = switches
    self.attempt = attempt
  }

  enum Effort {
    /// Only the rules to begin with are tried.
    case quick
    /// All rules of the surface are tried.
    case thorough
  }

  /// Returns the rules that explain a difference, in the order in which they do.
  /// - Parameter first: the ids of the likeliest rules.
  func rules(explaining start: Attempt, startingWith first: [String], _ effort: Effort) -> [String] {
    var (chosen, current) = ([String](), start)
    // A rule that refuses may hide others that refuse too.
    while current.findings.contains(where: { $0.kind == .refusedByUs }), chosen.count < Self.maximumRules,
      let rule = current.rehearsal.rule, isSwitchable(rule), let next = attempt(toggling: chosen + [rule])
    {
      chosen.append(rule)
      current = next
    }
    while !current.findings.isEmpty, chosen.count < Self.maximumRules,
      let (rule, next) = best(after: chosen, current, startingWith: first, effort)
    {
      chosen.append(rule)
      current = next
    }
    return chosen
  }

  /// Returns the rule whose switch removes the most findings and adds none; nil if there is none.
  private func best(
    after chosen: [String], _ current: Attempt, startingWith first: [String], _ effort: Effort
  ) -> (String, Attempt)? {
    let likely = ([current.rehearsal.rule].compactMap(\.self) + first).uniqued.filter(isSwitchable)
    let others = effort == .thorough ? surface.rules.map(\.id).filter { !likely.contains($0) } : []
    var best: (String, Attempt)?
    for rule in likely + others where !chosen.contains(rule) {
      guard let next = attempt(toggling: chosen + [rule]),
        next.findings.count < (best?.1 ?? current).findings.count,
        next.findings.places.isSubset(of: current.findings.places)
      else { continue }
      best = (rule, next)
      if next.findings.isEmpty { break }
    }
    return best
  }

  private func isSwitchable(_ id: String) -> Bool { surface.rules.contains { $0.id == id } }

  private func attempt(toggling ids: [String]) -> Attempt? {
    var switches = switches
    for rule in surface.rules where ids.contains(rule.id) { switches.set(rule.id, isOn: !switches.isOn(rule)) }
    return attempt(switches)
  }
}

extension RuleSearch {
  /// Returns the differences, each with its rule and its verdict.
  /// - Parameter ids: the rules that explain them, as ``rules(explaining:startingWith:_:)`` returned them.
  func differences(_ start: Attempt, explainedBy ids: [String]) -> [Difference] {
    var (rest, explained) = (start, [Difference]())
    for (index, id) in ids.enumerated() {
      guard let rule = surface.rules.first(where: { $0.id == id }),
        let next = attempt(toggling: Array(ids[...index]))
      else { continue }
      var removed = rest.findings.filter { !next.findings.places.contains($0.place) }
      // Another rule refuses behind it: both refuse.
      if removed.isEmpty { removed = rest.findings.filter { $0.kind == .refusedByUs } }
      explained += removed.map { difference($0, by: rule) }
      rest = next
    }
    let left = rest.findings.filter { finding in start.findings.places.contains(finding.place) }
    let hidden = left.filter { $0.kind != .refusedByUs || ids.isEmpty }
    return explained + hidden.map { unexplained($0, start.rehearsal) }
  }

  private func difference(_ finding: UnexplainedDifference, by rule: Rule) -> Difference {
    let isOn = switches.isOn(rule)
    let verdict: Difference.Verdict =
      if isOn {
        rule.source.isAssumption ? .guessed : .vendorMoved
      } else if !rule.source.isAssumption {
        .weAreWrong
      } else {
        operation.sourceWithout(rule.id)?.isAssumption == false ? .vendorMoved : .guessed
      }
    return Difference(
      finding, operation, named(rule, option: "--\(isOn ? "disable" : "enable")-rule \(rule.id)"), verdict)
  }

  /// A difference that no switch removes.
  private func unexplained(_ finding: UnexplainedDifference, _ rehearsal: Rehearsal) -> Difference {
    let rule = rehearsal.rule.flatMap { id in surface.guards.lazy.map(\.rule).first { $0.id == id } }
    guard let rule else {
      let isDocumented = operation.assumptions(with: switches).isEmpty
      let verdict: Difference.Verdict =
        switch finding.kind {
        case .memberMissing, .memberExtra, .type, .order, .status: isDocumented ? .vendorMoved : .guessed
        case .value, .wording, .refusedByUs, .refusedByVendor: .guessed
        }
      return Difference(finding, operation, nil, verdict)
    }
    let isSupported = finding.kind == .wording ? rule.vendorMessage != nil : !rule.source.isAssumption
    return Difference(finding, operation, named(rule, option: nil), isSupported ? .vendorMoved : .guessed)
  }

  private func named(_ rule: Rule, option: String?) -> Difference.NamedRule {
    Difference.NamedRule(
      id: rule.id, summary: rule.summary, source: rule.source, document: operation.document, option: option)
  }
}

extension Difference {
  fileprivate init(
    _ finding: UnexplainedDifference, _ operation: Operation, _ rule: NamedRule?, _ verdict: Verdict
  ) {
    self.init(
      finding.kind, operation: operation.id, rule: rule, pointer: finding.pointer, verdict,
      recorded: finding.recorded, ours: finding.ours)
  }
}

extension UnexplainedDifference {
  /// The kind and the place, without the values.
  var place: String { "\(kind.rawValue) \(pointer)" }
}

extension [UnexplainedDifference] {
  var places: Set<String> { Set(map(\.place)) }
}
