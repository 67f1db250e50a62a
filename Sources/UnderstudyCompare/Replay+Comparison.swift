import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyStore
import UnderstudyVendors

extension Replay {
  mutating func compare(_ captured: CapturedExchange, at place: String) -> Result {
    let request: RecordedRequest
    switch RecordedRequest.addressee(of: captured, among: hosts) {
    case .otherHost(let host): return .otherHost(phrases.masked(host))
    case .vendor(let recorded): request = recorded
    }
    guard let step = step(of: captured) else {
      let detail =
        request.request.method == "OPTIONS" ? "It asks what a page may send: a preflight of a browser." : ""
      return .uncompared(
        Uncompared(.unknownPath, detail), references.reference(to: request.request, nil, nil, at: place))
    }
    let exchange = accounts.tokens.replacing(in: captured)
    guard let replaced = self.step(of: exchange), let response = exchange.response else {
      return uncompared(.noResponse, step, step.recorded.request, at: place)
    }
    if response.status == 429 || response.status > 500 {
      return uncompared(
        .vendorFailure, replaced, replaced.recorded.request, "It answered \(response.status).", at: place)
    }
    if case .cut(let reason) = exchange.request.body {
      return uncompared(.bodyCut, replaced, replaced.recorded.request, "The request: \(reason).", at: place)
    }
    if response.status != 401, accounts.lacksRoom(forCallerOf: step.recorded.request, to: step.surface) {
      let detail = "It is of one of more than \(RecordedAccounts.maximumAccounts) callers."
      return uncompared(.unknownState, replaced, replaced.recorded.request, detail, at: place)
    }
    replaced.sandbox.clock.set(exchange.started, .frozen)
    let result = compare(replaced, response, sentAs: step.recorded.request, at: place)
    guard case .compared(let differences, _, let reference) = result, !differences.isEmpty,
      let doubt = exchange.doubt
    else { return result }
    return .uncompared(doubt, reference)
  }

  func uncompared(
    _ reason: Uncompared.Reason, _ step: RecordedStep, _ request: Request, _ detail: String = "", at place: String
  ) -> Result {
    // The recorded credential is not shown.
    let shown = accounts.credentialed(request, to: step.surface, status: 401)
    return .uncompared(
      Uncompared(reason, detail), references.reference(to: shown, step.surface, step.operation, at: place))
  }

  /// - Parameter sent: the request with the recorded credential, by which its caller is known.
  mutating func compare(
    _ step: RecordedStep, _ response: CapturedResponse, sentAs sent: Request, at place: String
  ) -> Result {
    let shown = step.agents(shownBy: response)
    do throws(StoreError) {
      let isKnown = try prepare(step, response.status, shown)
      let attempt = try answer(step, response.status, sentAs: sent)
      let request = attempt.request
      guard let rehearsal = attempt.rehearsal else {
        return uncompared(.unknownPath, step, step.recorded.request, at: place)
      }
      let reference = references.reference(to: request, step.surface, step.operation, at: place)
      let recorded = RecordedAnswer(response, method: step.recorded.request.method, headers: headers)
      if let reason = recorded.cut(comparedWith: rehearsal) {
        return .uncompared(Uncompared(.bodyCut, "The response: \(reason)."), reference)
      }
      let differences = explained(recorded, rehearsal, request, step)
      // What comes before the agent is looked for can be compared without it. Some rules of ours answer with 500.
      if !differences.allSatisfy({ $0.rule?.option != nil }) {
        if !isKnown {
          return .uncompared(Uncompared(.unknownState, "Nothing so far shows the agent."), reference)
        }
        if response.status == 500 { return .uncompared(Uncompared(.vendorFailure, "It answered 500."), reference) }
      }
      try adopt(response.status, shown, rehearsal, step, isEqual: differences.isEmpty)
      return .compared(differences, rehearsal, reference)
    } catch {
      return uncompared(.unknownState, step, step.recorded.request, "The store failed: \(error).", at: place)
    }
  }
}

extension Replay {
  /// Differences that probably have the same cause.
  struct ExplanationKey: Hashable {
    let operation: String
    let rule: String?
    let places: Set<String>
  }

  /// Bounds the work for a recording in which everything differs: each search answers the request some hundred times.
  static let maximumSearches = 300

  /// Returns the differences of a response, each with the rule that decides it.
  mutating func explained(
    _ recorded: RecordedAnswer, _ rehearsal: Rehearsal, _ request: Request, _ step: RecordedStep
  ) -> [Difference] {
    let (surface, operation, emulator, phrases) = (step.surface, step.operation, self.emulator, self.phrases)
    func attempt(_ rehearsal: Rehearsal) -> RuleSearch.Attempt {
      RuleSearch.Attempt(
        rehearsal: rehearsal, findings: recorded.findings(comparedWith: rehearsal, surface, operation, phrases))
    }
    let start = attempt(rehearsal)
    guard !start.findings.isEmpty else { return [] }
    let search = RuleSearch(surface, operation, switches) { switches in
      emulator.rehearse(request, in: step.sandbox, with: switches).map(attempt)
    }
    let key = ExplanationKey(operation: operation.id, rule: rehearsal.rule, places: start.findings.places)
    let known = explanations[key]
    var rules = search.rules(explaining: start, startingWith: known ?? [], .quick)
    if rules.isEmpty || known == nil, explanation != .none, searches < Self.maximumSearches {
      searches += 1
      rules = search.rules(explaining: start, startingWith: known ?? [], .thorough)
      explanations[key] = rules
    }
    return search.differences(start, explainedBy: rules)
  }
}

extension CapturedExchange {
  /// Why a difference may be one of the recording only; nil if it is one of the vendor.
  fileprivate var doubt: Uncompared? {
    // A mapping may have answered, or only have delayed the response.
    if details["mapping"].map({ !$0.isNull }) ?? false { return Uncompared(.mocked) }
    if details["keptBody"] == "redacted" { return Uncompared(.bodyCut, "The request: it has no secrets any more.") }
    if response?.status == 413 { return Uncompared(.bodyCut, "The request: it was too large.") }
    return nil
  }
}
