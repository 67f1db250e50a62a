import HTTPTypes
import JSON
import Logging
import MicroHTTP
import Schema
import Seeds
import Storage
import Vendors

/// Answers requests as the vendors would.
///
/// Read ``answer(_:)``, then ``Emulator/update(_:_:_:)``: an update goes through it from top to bottom.
package struct Emulator: Sendable {
  private let router: Router
  private let accounts: Accounts
  private let store: AgentStore
  private let switches: Switches
  private let clock: Clock
  private let annotations: Annotations
  private let log: AccessLog
  private let ids = RequestIDs()

  package init(
    registry: Registry, seeds: SeedSet, store: AgentStore, switches: Switches = Switches(),
    clock: Clock = Clock(), annotations: Annotations = .on, logger: Logger
  ) {
    router = Router(endpoints: registry.endpoints)
    accounts = Accounts(seeds, vendors: registry.vendors)
    self.store = store
    self.switches = switches
    self.clock = clock
    self.annotations = annotations
    log = AccessLog(logger)
  }

  package func answer(_ request: Request) -> Response {
    log.timing {
      var exchange = Exchange(requestID: ids.next(), request: request)
      var response = respond(&exchange)
      annotations.annotate(&response, exchange)
      return (response, exchange)
    }
  }

  private func respond(_ exchange: inout Exchange) -> Response {
    let request = exchange.request
    switch router.match(method: request.method, target: request.target) {
    case .endpoint(let endpoint, let agentID):
      exchange.endpoint = endpoint
      do throws(Refusal) {
        let agent = try update(endpoint, agentID, &exchange)
        return Response(status: 200, json: endpoint.answer(agent))
      } catch {
        return refuse(error, endpoint, &exchange)
      }
    case .otherMethod(let endpoint):
      exchange.endpoint = endpoint
      let reason = Refusal.Reason.methodNotAllowed(allowed: endpoint.method)
      var response = refuse(Refusal(rule: endpoint.id(of: .method), reason: reason), endpoint, &exchange)
      response.fields[.allow] = endpoint.method
      return response
    case .nothing:
      return .noEndpoint(for: request, router.endpoints)
    }
  }

  /// One update, in the order in which vendors refuse: size, credential, form of the id, agent, access, body,
  /// fields, constraints. Everything from the agent on is one transaction.
  /// - Returns: the agent as it now is.
  private func update(
    _ endpoint: Endpoint, _ agentID: String, _ exchange: inout Exchange
  ) throws(Refusal) -> Members {
    let sent = try exchange.request.bytes(for: endpoint)
    let account = try accounts.account(of: exchange.request, for: endpoint, switches)
    try endpoint.checkForm(of: agentID, switches)
    // Read before the transaction, which other updates wait for; refused inside it, when its turn has come.
    let body = Result { () throws(Refusal) in
      try endpoint.body(sent, contentType: exchange.request.fields.value(of: .contentType), switches)
    }
    let key = AgentKey(collection: endpoint.collection.id, id: endpoint.collection.canonicalID(agentID))
    var warnings: [Warning] = []
    var outcome: Result<Members, Refusal>?
    do throws(StoreError) {
      try store.update(key) { stored in
        outcome = Result { () throws(Refusal) in
          guard let stored else { throw Refusal(rule: endpoint.id(of: .agentExists), reason: .notFound) }
          try endpoint.checkAccess(of: account, to: stored, switches)
          return try endpoint.change(stored, by: body.get(), at: clock, switches, &warnings)
        }
        return try? outcome?.get()
      }
    } catch {
      log.saveFailed(error, endpoint)
      outcome = nil
    }
    exchange.warnings = warnings
    guard let outcome else { throw Refusal(rule: endpoint.id(of: .saved), reason: .saveFailed) }
    return try outcome.get()
  }

  /// The one place where a refusal becomes the vendor's answer.
  private func refuse(_ refusal: Refusal, _ endpoint: Endpoint, _ exchange: inout Exchange) -> Response {
    exchange.rule = refusal.rule
    let error = endpoint.error(refusal)
    return Response(status: error.status, json: error.body)
  }
}
