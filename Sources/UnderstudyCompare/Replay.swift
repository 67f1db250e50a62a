import FoundationEssentials
import Logging
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// An emulator of its own, in memory, that answers recorded requests in the state that the recording shows.
struct Replay {
  let registry: Registry
  let switches: Switches
  let phrases: AnswerPhrases
  private let references: RecordedReferences
  private let emulator: Emulator
  private let store: AgentStore
  private let sandboxes: Sandboxes
  private let hosts: Set<String>
  private var accounts: RecordedAccounts
  /// The agents of which the recording shows nothing before a request changes them, as it shows them first.
  private var firstShown: [AgentID: Members] = [:]
  private let headers: HeaderPolicy
  private let explanation: ExplanationPolicy
  /// The rules by which earlier differences were explained, for exchanges that differ alike.
  private var explanations: [ExplanationKey: [String]] = [:]
  private var searches = 0

  private struct AgentID: Hashable {
    let sandbox: String
    let collection: String
    let id: String
  }

  private static let maximumFirstShown = 20_000

  /// Whether the rules that decide differences are looked for.
  enum ExplanationPolicy { case thorough, none }

  init(
    _ registry: Registry, _ options: Comparer.Options, _ explanation: ExplanationPolicy = .thorough
  ) throws(StoreError) {
    self.registry = registry
    self.explanation = explanation
    switches = options.switches
    headers = options.headers
    phrases = AnswerPhrases(registry)
    references = RecordedReferences(registry, phrases)
    hosts = Set(registry.surfaces.flatMap(\.hosts))
    accounts = RecordedAccounts(registry, options.seeds)
    store = try AgentStore(.memory)
    try store.fill(options.seeds.storedAgents)
    let logger = Logger(label: "compare") { _ in SwiftLogNoOpLogHandler() }
    var configuration = Sandboxes.Configuration()
    configuration.switches = options.switches
    sandboxes = Sandboxes(store, Journal(), configuration, logger: logger)
    emulator = Emulator(registry: registry, seeds: options.seeds, sandboxes: sandboxes, logger: logger)
  }

  /// What came of a recorded exchange.
  enum Result {
    case compared([Difference], ExchangeReference)
    case uncompared(Uncompared, ExchangeReference)
    case otherHost(String)
  }
}

// MARK: Learning

extension Replay {
  /// Learns the accounts and the agents that an exchange shows. All exchanges are learnt before the first is compared, as far
  /// as they are known.
  mutating func learn(_ exchange: CapturedExchange) {
    guard let step = step(of: exchange), let response = exchange.response else { return }
    let shown = step.agents(shownBy: response)
    if accounts.learn(step.recorded.request, to: step.surface, status: response.status, showing: shown) {
      updateAccounts()
    }
    for agent in shown where firstShown.count < Self.maximumFirstShown {
      let id = AgentID(
        sandbox: step.sandbox.name, collection: step.surface.resource.id, id: agent.id)
      if firstShown[id] == nil { firstShown[id] = agent.record() }
    }
  }

  private func updateAccounts() { emulator.useReferenceData(of: accounts.seedSet) }
}

// MARK: Comparing

/// One recorded exchange with its place in the emulator.
private struct Step {
  let recorded: RecordedRequest
  let surface: Surface
  let operation: Operation
  /// The agent that the request names; nil if it names none.
  let agentID: String?
  let sandbox: Sandbox

  func key(of id: String) -> AgentKey { AgentKey(sandbox: sandbox.id, collection: surface.resource.id, id: id) }

  /// The agents that the response to an accepted request shows.
  func agents(shownBy response: CapturedResponse) -> [ShownAgent] {
    guard 200..<300 ~= response.status, let body = response.body.json else { return [] }
    return operation.agents(shownIn: body, of: surface.resource)
  }
}

extension Replay {
  mutating func compare(_ captured: CapturedExchange, at place: String) -> Result {
    let request: RecordedRequest
    switch RecordedRequest.addressee(of: captured, among: hosts) {
    case .otherHost(let host): return .otherHost(phrases.masked(host))
    case .vendor(let recorded): request = recorded
    }
    guard let step = step(of: captured) else {
      return .uncompared(
        Uncompared(.unknownPath), references.reference(to: request.request, nil, nil, at: place))
    }
    let exchange = captured.replacing(accounts.replacements)
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
    sandboxTime(replaced.sandbox, exchange.started)
    return compare(replaced, response, sentAs: step.recorded.request, at: place)
  }

  private func uncompared(
    _ reason: Uncompared.Reason, _ step: Step, _ request: Request, _ detail: String = "", at place: String
  ) -> Result {
    // The recorded credential is not shown.
    let shown = accounts.credentialed(request, to: step.surface, status: 401)
    return .uncompared(
      Uncompared(reason, detail), references.reference(to: shown, step.surface, step.operation, at: place))
  }

  private func sandboxTime(_ sandbox: Sandbox, _ time: Date) { sandbox.clock.set(time, .frozen) }

  /// - Parameter sent: the request with the recorded credential, by which its caller is known.
  private mutating func compare(
    _ step: Step, _ response: CapturedResponse, sentAs sent: Request, at place: String
  ) -> Result {
    let shown = step.agents(shownBy: response)
    do throws(StoreError) {
      let isKnown = try prepare(step, response.status, shown)
      let (request, rehearsal) = try mapped(step, response, sentAs: sent)
      guard let rehearsal else { return uncompared(.unknownPath, step, step.recorded.request, at: place) }
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
      return .compared(differences, reference)
    } catch {
      return uncompared(.unknownState, step, step.recorded.request, "The store failed: \(error).", at: place)
    }
  }

  /// Returns the request as the account that stands in for its caller sends it, and our response.
  private mutating func mapped(
    _ step: Step, _ response: CapturedResponse, sentAs sent: Request
  ) throws(StoreError) -> (Request, Rehearsal?) {
    if ![401, 404].contains(response.status) { try own(step, callerOf: sent) }
    let first = attempt(accounts.credentialed(sent, to: step.surface, status: response.status), step)
    guard let rehearsal = first.1, rehearsal.response.status != response.status,
      Self.aboutCallers.contains(rehearsal.response.status) || Self.aboutCallers.contains(response.status)
    else { return first }
    return try otherCaller(step, response.status, sentAs: sent) ?? first
  }

  /// A caller to whom the vendor does not deny that the agent exists has its owner, unless it is known otherwise.
  private mutating func own(_ step: Step, callerOf sent: Request) throws(StoreError) {
    guard let id = step.agentID, let agent = try store.agent(step.key(of: id)),
      accounts.own(agent, callerOf: sent, to: step.surface)
    else { return }
    updateAccounts()
  }

  /// The statuses by which vendors refuse a caller.
  private static let aboutCallers: Set<Int> = [401, 403, 404]

  private func attempt(_ request: Request, _ step: Step) -> (Request, Rehearsal?) {
    var request = request
    request.target = step.recorded.request.target
    request.body = step.recorded.request.body
    return (request, emulator.rehearse(request, in: step.sandbox))
  }

  /// Returns the request of a caller whose rights explain the recorded status; nil if there is none. Nothing but the recording
  /// says what the caller may do.
  private mutating func otherCaller(
    _ step: Step, _ status: Int, sentAs sent: Request
  ) throws(StoreError) -> (Request, Rehearsal?)? {
    let surface = step.surface
    for request in [sent.isAnonymous(to: surface) ? sent : nil, accounts.stranger(sent, to: surface)] {
      guard let request else { continue }
      let attempted = attempt(request, step)
      if attempted.1?.response.status == status { return attempted }
    }
    if accounts.account(of: sent, to: surface) == nil, accounts.assumeKnown(sent, to: surface) {
      updateAccounts()
      try own(step, callerOf: sent)
    }
    guard let former = accounts.account(of: sent, to: surface)?.variant else { return nil }
    for variant in 0..<accounts.variants(of: sent, to: surface) {
      accounts.use(variant: variant, of: sent, to: surface)
      updateAccounts()
      let attempted = attempt(accounts.credentialed(sent, to: surface, status: status), step)
      if attempted.1?.response.status == status { return attempted }
    }
    accounts.use(variant: former, of: sent, to: surface)
    updateAccounts()
    return nil
  }

  /// Returns the place of an exchange in the emulator; nil if no endpoint has its path and method.
  private func step(of exchange: CapturedExchange) -> Step? {
    guard case .vendor(let recorded) = RecordedRequest.addressee(of: exchange, among: hosts),
      let route = emulator.route(of: recorded.request)
    else { return nil }
    let sandbox = sandboxes[recorded.sandbox]
    var id = route.agentID
    if case .archive(let archiving) = route.operation.kind,
      let body = try? JSON(reading: recorded.request.keptBytes)
    {
      id = body.members?[archiving.identity]?.string.map(route.surface.resource.canonicalID)
    }
    return Step(
      recorded: recorded, surface: route.surface, operation: route.operation, agentID: id, sandbox: sandbox)
  }
}

// MARK: The state that the recording shows

extension Replay {
  /// Stores the agents that the response depends on, unless the sandbox has them.
  /// - Returns: false if the recording does not show the agent.
  private func prepare(_ step: Step, _ status: Int, _ shown: [ShownAgent]) throws(StoreError) -> Bool {
    switch step.operation.kind {
    case .create: return true
    case .list:
      for agent in shown where try store.agent(step.key(of: agent.id)) == nil {
        try store.put(owned(agent.record(), step), at: step.key(of: agent.id))
      }
      return true
    case .update, .read, .delete, .archive:
      guard let id = step.agentID, ![401, 404].contains(status), try store.agent(step.key(of: id)) == nil else {
        return true
      }
      let known = AgentID(sandbox: step.sandbox.name, collection: step.surface.resource.id, id: id)
      guard let record = shown.first(where: { $0.id == id })?.record() ?? firstShown[known] else {
        return false
      }
      try store.put(owned(record, step), at: step.key(of: id))
      return true
    }
  }

  /// Returns an agent with the owner that its caller's account has, if the recording does not show one.
  private func owned(_ record: Members, _ step: Step) -> Members {
    var record = record
    let account = accounts.record(ofCaller: step.recorded.request, to: step.surface)
    for link in step.surface.ownership where record[link.agent] == nil {
      record[link.agent] = account?[link.account]
    }
    return record
  }

  /// Brings the sandbox into the state that the recording shows after an exchange, so that one difference is not reported
  /// again for each later exchange.
  private func adopt(
    _ status: Int, _ shown: [ShownAgent], _ rehearsal: Rehearsal, _ step: Step, isEqual: Bool
  ) throws(StoreError) {
    guard 200..<300 ~= status else { return }
    switch step.operation.kind {
    case .create:
      for agent in shown {
        var created = rehearsal.change?.after ?? owned(Members(), step)
        created[step.surface.resource.identity] = .string(agent.id)
        try store.put(agent.record(changing: created), at: step.key(of: agent.id))
      }
    case .update, .archive:
      guard let id = step.agentID else { return }
      let agent = shown.first { $0.id == id }
      let stored = try store.agent(step.key(of: id))
      guard let base = rehearsal.change?.after ?? stored else { return }
      if rehearsal.change == nil, agent == nil { return try store.put(nil, at: step.key(of: id)) }
      try store.put(isEqual ? base : agent?.record(changing: base) ?? base, at: step.key(of: id))
    case .delete:
      guard let id = step.agentID else { return }
      try store.put(rehearsal.change?.after, at: step.key(of: id))
    case .read, .list:
      guard !isEqual else { return }
      for agent in shown {
        let stored = try store.agent(step.key(of: agent.id)) ?? owned(Members(), step)
        try store.put(agent.record(changing: stored), at: step.key(of: agent.id))
      }
    }
  }
}

extension Request {
  /// Whether the request has no credential of a surface.
  fileprivate func isAnonymous(to surface: Surface) -> Bool {
    surface.credential.places.allSatisfy { place in fields.value(of: .of(place)).flatMap(place.token) == nil }
  }
}

// MARK: Seeds

extension Replay {
  /// Collects the agents that an exchange shows.
  func collect(_ captured: CapturedExchange, in agents: inout RecordedAgents) {
    let exchange = captured.replacing(accounts.replacements)
    guard let step = step(of: exchange), let response = exchange.response else { return }
    let collection = step.surface.resource.id
    for agent in step.agents(shownBy: response) {
      agents[collection, agent.id] = owned(agent.record(changing: agents[collection, agent.id] ?? [:]), step)
    }
    if case .delete = step.operation.kind, 200..<300 ~= response.status, let id = step.agentID {
      agents[collection, id] = nil
    }
  }

  /// The records of a vendor's tables that stand in for those of the recording.
  func recordedRecords(of vendor: Vendor) -> [(table: SeedSet.TableID, record: Members)] {
    accounts.records.filter { $0.table.vendor == vendor.id }
  }
}

// MARK: Explaining

extension Replay {
  /// Differences that probably have the same cause.
  private struct ExplanationKey: Hashable {
    let operation: String
    let rule: String?
    let places: Set<String>
  }

  /// Bounds the work for a recording in which everything differs: each search answers the request some hundred times.
  private static let maximumSearches = 300

  /// Returns the differences of a response, each with the rule that decides it.
  private mutating func explained(
    _ recorded: RecordedAnswer, _ rehearsal: Rehearsal, _ request: Request, _ step: Step
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
