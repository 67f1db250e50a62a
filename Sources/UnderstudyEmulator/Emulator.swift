import HTTPTypes
import Logging
import Synchronization
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// The emulator of the vendors' APIs.
///
/// A request passes forward only: ``answer(_:)`` identifies it, resolves it and concludes it. The vendors' operations
/// are in `Operations`, one file each.
package final class Emulator: Sendable {
  package let registry: Registry
  package let sandboxes: Sandboxes
  package let counters = RequestCounters()
  let store: AgentStore
  let secretTokenizer = SecretTokenizer()
  /// The limit of a request's body in bytes; the server enforces it.
  let bodyLimit: Int
  let logger: Logger
  private let log: AccessLog?
  let router: Router
  private let profiles: [(profile: Profile, switches: [String: Bool])]
  let redactor: Redactor
  /// Nil if this server answers all requests itself.
  let upstream: Upstream?
  /// See ``CaptureRedactor``. Nothing is redacted by it without an upstream.
  package let captureRedactor: CaptureRedactor
  let forwardedRequests = ForwardedRequests()
  private let referenceData: Mutex<SeedReferenceData>
  private let annotations: Annotations
  private let origins: CORSPolicy
  let ids = RequestIDGenerator()
  /// Previews have their own ids, so that they do not change those of requests.
  let previewIDs = RequestIDGenerator()

  /// - Parameters:
  ///   - logger: The logger for errors.
  ///   - differences: What the store has otherwise than the seeds.
  ///   - log: The output of the access log, one line for each request.
  ///   - upstream: The way to the vendors; nil if no request is forwarded.
  package init(
    registry: Registry, seeds: SeedSet, _ differences: SeedDifferences = SeedDifferences(), sandboxes: Sandboxes,
    annotations: Annotations = .standard,
    origins: CORSPolicy = .any, bodyLimit: Int = Server.Configuration().maximumBodyBytes, logger: Logger,
    log: LogOutput? = nil, upstream: Upstream? = nil
  ) {
    self.registry = registry
    self.sandboxes = sandboxes
    self.annotations = annotations
    self.origins = origins
    self.bodyLimit = bodyLimit
    store = sandboxes.store
    router = Router(registry.vendors)
    profiles = Profile.allCases.map { ($0, registry.switches(of: $0)) }
    redactor = Redactor(registry.surfaces)
    captureRedactor = CaptureRedactor(redactor)
    self.upstream = upstream
    referenceData = Mutex(SeedReferenceData(seeds, registry, differences))
    self.logger = logger
    self.log = log.map(AccessLog.init)
  }

  /// The seeded records other than agents.
  package var seeded: SeedReferenceData { referenceData.withLock { $0 } }

  /// Replaces the reference data, when the store has the agents of these seeds.
  package func useReferenceData(of seeds: SeedSet) {
    let new = SeedReferenceData(seeds, registry)
    referenceData.withLock { $0 = new }
  }

  package func answer(_ received: Request) -> Reply {
    let request = received.withoutUserInformation
    if let preflight = origins.preflight(request) { return .immediate(preflight) }
    let exchange = identify(request, ids.next())
    switch resolve(exchange) {
    case .page(var response):
      origins.allow(&response, request)
      return .immediate(response)
    case .ready(let outcome): return .immediate(conclude(exchange, outcome))
    case .deferred(let stub, let produce):
      return .deferred(deferredResponse(to: exchange, by: stub, produce: produce))
    case .forwarded(let address, let upstream, let stub): return forward(exchange, to: address, by: upstream, stub)
    }
  }

  /// The result of resolving a request. The outcome is nil if the sandbox was reset since the request arrived; the
  /// connection is then closed without a response.
  private enum Resolution {
    /// A response of the server itself, which is neither counted nor recorded.
    case page(Response)
    case ready(Outcome?)
    case deferred(AppliedStub, produce: @Sendable () -> Outcome?)
    case forwarded(UpstreamAddress, Upstream, AppliedStub?)
  }

  func identify(_ request: Request, _ id: RequestID) -> Exchange {
    do throws(SandboxName.Invalid) {
      return try locate(request, id)
    } catch {
      // Recorded in the default sandbox, because no sandbox can have the invalid name.
      return Exchange(
        id, request, sandboxes.defaultSandbox.snapshot(), seeded, .nothing(UnknownPath([])),
        Accounts.Caller(),
        invalidSandboxName: error)
    }
  }

  private func locate(_ request: Request, _ id: RequestID) throws(SandboxName.Invalid) -> Exchange {
    var request = request
    let named = try request.takeSandbox()
    let referenceData = seeded
    let accounts = referenceData.accounts
    let (route, caller) = try route(of: request, accounts)
    let snapshot = sandboxes[named ?? caller.sandbox].snapshot()
    return Exchange(
      id, consume request, consume snapshot, referenceData, consume route, consume caller)
  }

  private func route(
    of request: Request, _ accounts: Accounts
  ) throws(SandboxName.Invalid) -> (Router.Match, Accounts.Caller) {
    let route = router.match(request, carriesCredential: accounts.hasToken(_:for:))
    let caller = try accounts.caller(of: request, at: route)
    guard caller.token == nil, case .operation(let surface, _, _) = route else { return (route, caller) }
    let own = registry.surfaces.filter { $0.vendor == surface.vendor }
    let other = router.otherMethod(
      request, carriesCredential: { accounts.hasToken($0, for: $1, notOf: own) })
    guard let other else { return (route, caller) }
    return (other, try accounts.caller(of: request, at: other))
  }

  private func resolve(_ exchange: Exchange) -> Resolution {
    if let error = exchange.invalidSandboxName {
      return .ready(
        Outcome(response: error.response, explanation: Explanation("no sandbox can have this name")))
    }
    let stub = exchange.snapshot.hasStubs ? applyStubs(to: exchange) : nil
    if case .serverPage(let page) = exchange.route, stub?.mapping == nil {
      return .page(page.response(to: exchange, registry))
    }
    if let upstream, let address = upstreamAddress(of: exchange, stub) {
      return .forwarded(address, upstream, stub)
    }
    guard let stub else { return .ready(emulate(exchange)) }
    guard stub.isDelayed else { return .ready(outcome(of: exchange, stub)) }
    return .deferred(stub) { self.outcome(of: exchange, stub) }
  }

  /// Returns the mapping's response, otherwise the vendor's.
  private func outcome(of exchange: Exchange, _ stub: AppliedStub) -> Outcome? {
    var outcome: Outcome
    if let response = stub.mapping.flatMap({ response(of: $0, to: exchange) }) {
      outcome = Outcome(response: response)
    } else {
      guard let emulated = emulate(exchange) else { return nil }
      outcome = emulated
    }
    outcome.stub = stub
    if let mapping = stub.mapping { outcome.response.deliver(as: mapping.response) }
    return outcome
  }

  private func emulate(_ exchange: Exchange) -> Outcome? {
    switch exchange.route {
    case .operation(let surface, let operation, let agentID):
      let retryAfter = countRequest(exchange, to: surface)
      return OperationRun(self, exchange, surface, operation, agentID ?? "", retryAfter).outcome()
    case .otherMethod(let surface, let methods):
      _ = countRequest(exchange, to: surface)
      return refusal(of: exchange, by: surface, allowing: methods)
    case .serverPage(let page):
      return Outcome(response: page.response(to: exchange, registry))
    case .nothing(let path):
      return path.outcome(of: exchange.request)
    }
  }

  /// Returns the refusal of a path that is known, but not with the request's method.
  func refusal(of exchange: Exchange, by surface: Surface, allowing methods: [String]) -> Outcome {
    let allowed = methods.joined(separator: ", ")
    let refusal = Refusal(rule: surface.methodGuard.rule.id, reason: .methodNotAllowed(allowed: allowed))
    return Outcome(refusal, by: surface, exchange)
  }

  /// Returns the profile that would not refuse a request, because it switches all rules off that do; nil if there is none.
  private func profile(accepting outcome: Outcome, _ switches: Switches) -> Profile? {
    guard let rule = outcome.rule else { return nil }
    let rules = Set([rule] + outcome.violations.map(\.rule))
    guard !rules.contains(where: switches.isSwitchedByID) else { return nil }
    return profiles.first { profile in rules.allSatisfy { profile.switches[$0] == false } }?.profile
  }

  /// Counts a request of a known caller, if the rule about the caller's rate is on.
  /// - Returns: The time until the caller may send another request; nil if this one is within the limit.
  private func countRequest(_ exchange: Exchange, to surface: Surface) -> Refusal.RetryAfter? {
    let switches = exchange.snapshot.switches
    guard let rate = surface.rate, switches.isOn(rate.rule, byDefault: false),
      let account = exchange.caller.account, !surface.refuses(exchange.caller, switches)
    else { return nil }
    let limit = rate.requests(of: account, exchange.referenceData.referenceRecords[surface.vendor] ?? .init())
    let counter = "\(surface.vendor) \(rate.counter(of: account, token: exchange.caller.token ?? ""))"
    return exchange.snapshot.sandbox.countRequest(of: counter, limit: limit, at: exchange.time)
  }

  /// Adds Understudy's headers, and writes the request to log, counters and journal.
  /// - Parameter waiting: the request in the journal if its response was deferred.
  func conclude(
    _ exchange: Exchange, _ outcome: consuming Outcome?, _ waiting: WaitingRequest? = nil
  ) -> Response {
    guard var outcome = consume outcome else { return .cutOff }
    outcome.acceptingProfile = profile(accepting: outcome, exchange.snapshot.switches)
    origins.allow(&outcome.response, exchange.request)
    annotations.annotate(&outcome, exchange)
    let duration = exchange.started.duration(to: .now)
    log?.append(exchange, outcome, duration: duration)
    counters.count(exchange, outcome)
    let entry = entry(of: exchange, outcome, duration: duration)
    if let waiting { waiting.complete(with: entry) } else { sandboxes.journal.record(entry) }
    outcome.response.recordNumber = exchange.requestID.number
    return outcome.response
  }
}

extension Surface {
  /// Whether a rule that is on refuses the caller's credentials.
  fileprivate func refuses(_ caller: Accounts.Caller, _ switches: Switches) -> Bool {
    // All operations have the guards of the credential.
    guard let check = caller.failedCheck(of: credential),
      let failed = operations.first?.standardGuard(for: check)
    else { return false }
    return switches.isOn(failed.rule)
  }
}
