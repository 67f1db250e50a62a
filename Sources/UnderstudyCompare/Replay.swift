import Logging
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// An emulator of its own, in memory, that answers recorded requests in the state that the recording shows.
struct Replay {
  let switches: Switches
  let phrases: AnswerPhrases
  let references: RecordedReferences
  let emulator: Emulator
  let store: AgentStore
  let sandboxes: Sandboxes
  let hosts: Set<String>
  var accounts: RecordedAccounts
  /// The agents as the recording shows them first. What it asks of an agent before is compared with that.
  var firstShown: [AgentID: Members] = [:]
  let headers: HeaderPolicy
  let explanation: ExplanationPolicy
  /// The rules by which earlier differences were explained, for exchanges that differ alike.
  var explanations: [ExplanationKey: [String]] = [:]
  var searches = 0
  /// Whether the emulator does not know the latest accounts yet.
  private var isOutdated = false

  struct AgentID: Hashable {
    let sandbox: String
    let collection: String
    let id: String
  }

  /// The size of the first agents, in bytes, and the most that it may be.
  private var firstShownBytes = 0
  private static let maximumFirstShownBytes = 64 << 20
  /// The most that the agents of all sandboxes may take, in bytes.
  private static let storeLimit = 256 << 20

  /// Whether the rules that decide differences are looked for.
  enum ExplanationPolicy { case thorough, none }

  init(
    _ registry: Registry, _ options: Comparer.Options, _ explanation: ExplanationPolicy = .thorough
  ) throws(StoreError) {
    self.explanation = explanation
    switches = options.switches
    headers = options.headers
    phrases = AnswerPhrases(registry)
    references = RecordedReferences(registry, phrases)
    hosts = Set(registry.surfaces.flatMap(\.hosts))
    accounts = RecordedAccounts(registry, options.seeds)
    store = try AgentStore(.memory, memoryLimit: Self.storeLimit)
    try store.fill(options.seeds.storedAgents)
    let logger = Logger(label: "compare") { _ in SwiftLogNoOpLogHandler() }
    var configuration = Sandboxes.Configuration()
    configuration.switches = options.switches
    sandboxes = Sandboxes(store, Journal(), configuration, logger: logger)
    emulator = Emulator(registry: registry, seeds: options.seeds, sandboxes: sandboxes, logger: logger)
  }

  /// What came of a recorded exchange.
  enum Result {
    /// - Parameter rehearsal: our response.
    case compared([Difference], Rehearsal, ExchangeReference)
    case uncompared(Uncompared, ExchangeReference)
    case otherHost(String)
  }
}

// MARK: Learning

extension Replay {
  /// Learns the accounts and the agents that an exchange shows. All exchanges are learnt before the first is compared, as far
  /// as they are known.
  mutating func learn(_ captured: CapturedExchange) {
    guard let step = step(of: captured), let response = captured.response else { return }
    let (request, surface) = (step.recorded.request, step.surface)
    noteAccounts(changed: accounts.learn(request, to: surface, status: response.status))
    guard let replaced = accounts.tokens.replacing(in: captured).response else { return }
    let shown = step.agents(shownBy: replaced)
    for agent in shown {
      noteAccounts(changed: accounts.learn(agent.related, of: surface))
      noteAccounts(changed: accounts.own(agent.record(), callerOf: request, to: surface))
      keep(agent.record(), step.identity(of: agent.id))
    }
  }

  private mutating func keep(_ agent: Members, _ id: AgentID) {
    guard firstShown[id] == nil, firstShownBytes + agent.footprint <= Self.maximumFirstShownBytes else { return }
    firstShown[id] = agent
    firstShownBytes += agent.footprint
  }

  /// Remembers that the emulator must learn of the accounts.
  mutating func noteAccounts(changed: Bool) { isOutdated = isOutdated || changed }

  /// Answers a request with the latest accounts.
  mutating func rehearse(_ request: Request, _ step: RecordedStep) -> Rehearsal? {
    if isOutdated { emulator.useReferenceData(of: accounts.seedSet) }
    isOutdated = false
    return emulator.rehearse(request, in: step.sandbox)
  }
}
