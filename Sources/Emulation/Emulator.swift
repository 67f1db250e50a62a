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
/// Read ``answer(_:in:)``, then ``Emulator/update(_:_:_:)``: an update goes through it from top to bottom.
package struct Emulator: Sendable {
  private let router: Router
  private let accounts: Accounts
  private let directories: [String: Directory]
  private let store: AgentStore
  private let sandboxes: Sandboxes
  private let annotations: Annotations
  private let log: AccessLog
  private let vault = Vault()
  private let ids = RequestIDs()

  package init(
    registry: Registry, seeds: SeedSet, store: AgentStore, sandboxes: Sandboxes,
    annotations: Annotations = .on, logger: Logger
  ) {
    router = Router(registry.endpoints)
    accounts = Accounts(seeds, endpoints: registry.endpoints)
    directories = seeds.directories(of: registry.vendors)
    self.store = store
    self.sandboxes = sandboxes
    self.annotations = annotations
    log = AccessLog(logger)
  }

  package func answer(_ request: Request) -> Response {
    log.timing {
      var exchange = Exchange(requestID: ids.next(), request: request)
      do throws(SandboxName.Invalid) {
        exchange.sandbox = try exchange.request.takeSandbox()
        var response = try respond(&exchange)
        annotations.annotate(&response, exchange)
        return (response, exchange)
      } catch {
        return (error.response, exchange)
      }
    }
  }

  private func respond(_ exchange: inout Exchange) throws(SandboxName.Invalid) -> Response {
    let request = exchange.request
    switch router.match(request, carriesCredential: { accounts.hasToken(request, for: $0) }) {
    case .endpoint(let endpoint, let agentID):
      exchange.endpoint = endpoint
      let sender = try accounts.sender(of: request, to: endpoint)
      exchange.sandbox = exchange.sandbox ?? sender.sandbox
      do throws(Refusal) {
        return Response(status: 200, json: endpoint.answer(try update(endpoint, agentID, sender, &exchange)))
      } catch {
        return refuse(error, endpoint, &exchange)
      }
    case .otherMethod(let endpoint, let methods):
      exchange.endpoint = endpoint
      let allowed = methods.joined(separator: ", ")
      let refusal = Refusal(rule: endpoint.id(of: .method), reason: .methodNotAllowed(allowed: allowed))
      var response = refuse(refusal, endpoint, &exchange)
      response.fields[.allow] = allowed
      return response
    case .nothing(let known):
      return .noEndpoint(for: request, known)
    }
  }

  /// One update, in the order in which vendors refuse: size, credential, form of the id, agent, access, body,
  /// fields, constraints, permissions. Everything from the agent on is one transaction.
  private func update(
    _ endpoint: Endpoint, _ agentID: String, _ sender: Accounts.Sender, _ exchange: inout Exchange
  ) throws(Refusal) -> Saved {
    let sandbox = sandboxes[exchange.sandbox]
    let (sandboxID, switches) = sandbox.use()
    let sent = try exchange.request.bytes(for: endpoint)
    try sender.checked(for: endpoint, switches)
    try endpoint.checkForm(of: agentID, switches)
    let circumstances = Circumstances(
      sender: sender, directory: directories[endpoint.vendor] ?? Directory(), switches: switches,
      clock: sandbox.clock, seal: vault.token)
    // Read before the transaction, which other updates wait for; refused inside it, when its turn has come.
    let body = Result { () throws(Refusal) in
      try endpoint.body(sent, contentType: exchange.request.fields.value(of: .contentType), switches)
    }
    let (collection, id) = (endpoint.collection.id, endpoint.collection.canonicalID(agentID))
    var warnings: [Warning] = []
    var outcome: Result<Acceptance, Refusal>?
    do throws(StoreError) {
      try store.update(AgentKey(sandbox: sandboxID, collection: collection, id: id)) { stored in
        outcome = Result { () throws(Refusal) in
          guard let stored else {
            throw Refusal(rule: endpoint.id(of: .agentExists), reason: .notFound(agentID: agentID))
          }
          try endpoint.checkAccess(of: sender.account, to: stored.record, as: agentID, switches)
          return try endpoint.change(stored.record, by: body.get(), circumstances, &warnings)
        }
        return (try? outcome?.get()).map { AgentStore.Change($0.saved.agent, audit: $0.audit) }
      }
    } catch {
      log.saveFailed(error, endpoint)
      outcome = nil
    }
    exchange.warnings = warnings
    guard let outcome else { throw Refusal(rule: endpoint.id(of: .saved), reason: .saveFailed) }
    return try outcome.get().saved
  }

  /// The one place where a refusal becomes the vendor's answer.
  private func refuse(_ refusal: Refusal, _ endpoint: Endpoint, _ exchange: inout Exchange) -> Response {
    exchange.rule = refusal.rule
    let error = endpoint.error(refusal, exchange.requestID.short)
    return Response(status: error.status, json: error.body)
  }
}
