import HTTPTypes
import Logging
import Synchronization
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// Answers requests as the vendors would.
///
/// Read ``answer(_:)``, then ``update(_:_:_:)``: an update goes through it from top to bottom.
package final class Emulator: Sendable {
  package let registry: Registry
  package let sandboxes: Sandboxes
  package let counters = RequestCounters()
  let store: AgentStore
  let vault = Vault()
  /// In bytes; who enforces it is the server.
  let bodyLimit: Int
  let logger: Logger
  private let log: AccessLog?
  private let router: Router
  private let redactor: Redactor
  private let referenceData: Mutex<SeedReferenceData>
  private let annotations: Annotations
  private let origins: OriginPolicy
  private let ids = RequestIDs()

  /// - Parameters:
  ///   - logger: gets what goes wrong.
  ///   - log: gets a line for each request.
  package init(
    registry: Registry, seeds: SeedSet, sandboxes: Sandboxes, annotations: Annotations = .on,
    origins: OriginPolicy = .any, bodyLimit: Int = Server.Configuration().maximumBodyBytes, logger: Logger,
    log: LogOutput? = nil
  ) {
    self.registry = registry
    self.sandboxes = sandboxes
    self.annotations = annotations
    self.origins = origins
    self.bodyLimit = bodyLimit
    store = sandboxes.store
    router = Router(registry.surfaces)
    redactor = Redactor(registry.surfaces)
    referenceData = Mutex(SeedReferenceData(seeds, registry))
    self.logger = logger
    self.log = log.map(AccessLog.init)
  }

  /// What is seeded besides agents.
  package var seeded: SeedReferenceData { referenceData.withLock { $0 } }

  /// From now on requests are checked against these seeds; agents are the store's.
  package func use(_ seeds: SeedSet) {
    let new = SeedReferenceData(seeds, registry)
    referenceData.withLock { $0 = new }
  }

  package func answer(_ request: Request) -> Reply {
    if let preflight = origins.preflight(request) { return .immediate(preflight) }
    var exchange = exchange(of: request)
    if exchange.misnomer != nil { return .immediate(finish(&exchange)) }
    return exchange.snapshot.hasStubs ? meetStubs(&exchange) : .immediate(finish(&exchange))
  }

  private func meetStubs(_ exchange: inout Exchange) -> Reply {
    let delay = exchange.meetStubs()
    guard delay > .zero || exchange.isDribbled else { return .immediate(finish(&exchange)) }
    let wait = DeferredResponse(for: delay) { [exchange] in
      var exchange = exchange
      return self.finish(&exchange)
    }
    exchange.snapshot.sandbox.hold(wait, of: exchange.snapshot)
    return .deferred(wait)
  }

  private func exchange(of request: Request) -> Exchange {
    do throws(SandboxName.Invalid) { return try identify(request) } catch { return misnamed(request, error) }
  }

  /// Which sandbox, endpoint and agent a request is for, and whose it is.
  private func identify(_ request: Request) throws(SandboxName.Invalid) -> Exchange {
    var request = request
    let named = try request.takeSandbox()
    let referenceData = seeded
    let accounts = referenceData.accounts
    let route = router.match(request, carriesCredential: { accounts.hasToken(request, for: $0) })
    let caller: Accounts.Caller
    switch route {
    case .surface(let surface, _, _), .otherMethod(let surface, _):
      caller = try accounts.caller(of: request, to: surface)
    case .nothing:
      caller = try accounts.caller(of: request, toAnyOf: registry.surfaces)
    }
    let snapshot = sandboxes[named ?? caller.sandbox].snapshot()
    return Exchange(ids.next(), request, snapshot, referenceData, route, caller)
  }

  /// A request whose sandbox can not be: whoever looks for it, looks in the default one.
  private func misnamed(_ request: Request, _ reason: SandboxName.Invalid) -> Exchange {
    let snapshot = sandboxes.standard.snapshot()
    var exchange = Exchange(ids.next(), request, snapshot, seeded, .nothing(UnknownPath([])), Accounts.Caller())
    exchange.misnomer = reason
    return exchange
  }

  private func finish(_ exchange: inout Exchange) -> Response {
    var response = respond(&exchange)
    guard !exchange.isSuperseded else { return .cutOff }
    origins.allow(&response, exchange.request)
    annotations.annotate(&response, exchange)
    let duration = exchange.started.duration(to: .now)
    log?.append(exchange, response, duration: duration)
    counters.count(exchange, status: response.status)
    let (request, keptBody) = redactor.redact(exchange.request, exchange.referenceData.accounts)
    sandboxes.journal.record(JournalEntry(exchange, request, response, keptBody: keptBody, duration))
    return response
  }

  private func respond(_ exchange: inout Exchange) -> Response {
    if let misnomer = exchange.misnomer { return misnomer.response }
    guard let stub = exchange.stub else { return emulate(&exchange) }
    var response = response(of: stub, to: exchange) ?? emulate(&exchange)
    response.deliver(as: stub.response)
    return response
  }

  private func emulate(_ exchange: inout Exchange) -> Response {
    switch exchange.route {
    case .surface(let surface, let operation, let agentID):
      do throws(Refusal) {
        let answer =
          switch operation {
          case .update: surface.answer(try update(surface, agentID, &exchange))
          case .show: surface.reads.answer(try show(surface, agentID, &exchange))
          case .list: try list(surface, &exchange)
          }
        return Response(status: 200, json: answer)
      } catch {
        return refuse(error, surface, &exchange)
      }
    case .otherMethod(let surface, let methods):
      let allowed = methods.joined(separator: ", ")
      let refusal = Refusal(rule: surface.id(of: .method), reason: .methodNotAllowed(allowed: allowed))
      var response = refuse(refusal, surface, &exchange)
      response.fields[.allow] = allowed
      return response
    case .nothing(let path):
      return path.answer(to: exchange.request)
    }
  }

  /// The one place where a refusal becomes the vendor's answer.
  private func refuse(_ refusal: Refusal, _ surface: Surface, _ exchange: inout Exchange) -> Response {
    exchange.rule = refusal.rule
    exchange.violations = refusal.violations
    return Response(surface.error(refusal, exchange.requestID.short))
  }
}
