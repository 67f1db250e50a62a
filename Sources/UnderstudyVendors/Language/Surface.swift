import UnderstudyHTTP
import UnderstudyJSON

/// One API of a vendor: operations on one kind of agent, with one host, one credential and one error format.
/// An immutable class, so that a request can hold its surface without copying the declaration.
package final class Surface: Sendable {
  package let id: String
  /// The vendor's id, and the first part of the ids of the credential's rules.
  package let vendor: String
  /// The first part of the ids of the other rules. Surfaces over the same agents share it.
  package let namespace: String
  /// The vendor's hosts for the surface; the first is the usual one.
  package let hosts: [String]
  package let credential: Credential
  package let identity: PathParameter
  package let resource: Resource
  /// The operations in the order of their declaration, the update first.
  package let operations: [Operation]
  /// The guard that refuses a known path with a method that it does not have.
  package let methodGuard: Guard
  /// The limit of requests in each minute; nil if the vendor publishes none.
  package let rate: RateLimit?
  /// Every guard, each rule once, in the order of refusal. Guards of later operations alone come last.
  package let guards: [Guard]
  /// The rules that can be switched; those that refuse nothing come last.
  package let rules: [Rule]
  private let errorFormat: ErrorFormat

  package typealias ErrorFormat = @Sendable (Refusal, _ requestID: ShortID, Switches) -> ErrorAnswer

  /// Ten characters of 0-9 and a-z, unique in this server, for vendors whose errors carry a request id.
  package typealias ShortID = String

  /// - Parameters:
  ///   - namespace: The namespace; nil if it is the surface's id.
  ///   - errorBehaviours: The rules that refuse nothing, but switch the form of errors.
  package init(
    vendor: String, id: String, namespace: String? = nil, hosts: [String], credential: Credential,
    identity: PathParameter, resource: Resource, rate: RateLimit? = nil,
    sources: StandardSources = StandardSources(),
    operations: [Operation.Declaration], errorBehaviours: [Rule] = [], error: @escaping ErrorFormat
  ) {
    self.vendor = vendor
    self.id = id
    self.namespace = namespace ?? id
    self.hosts = hosts
    self.credential = credential
    self.identity = identity
    self.resource = resource
    self.rate = rate
    errorFormat = error
    let standard = StandardGuards(
      vendor: vendor, namespace: self.namespace, credential: credential, identity: identity, sources: sources,
      rate: rate)
    methodGuard = standard.method
    self.operations = operations.map { Operation($0, of: id, resource, standard) }
    guards = ([methodGuard] + self.operations.flatMap(\.guards)).uniqued(by: \.rule.id)
    rules = (guards.map(\.rule) + self.operations.flatMap(\.behaviours) + errorBehaviours)
      .filter { $0.activation != .always }.uniqued(by: \.id)
  }

  package var host: String { hosts.first ?? "" }

  /// Returns the vendor's response to a refused request.
  package func error(_ refusal: Refusal, _ requestID: ShortID, _ switches: Switches = Switches()) -> ErrorAnswer {
    errorFormat(refusal, requestID, switches)
  }

  /// Returns the members of an agent as the vendor's read shows them.
  package func shownMembers(of agent: Members, _ referenceRecords: ReferenceRecords) -> Members {
    let read = operations.first { if case .read = $0.kind { true } else { false } }
    return read?.success.answer.agentMembers(of: AgentResult(agent: agent, referenceRecords: referenceRecords))
      ?? [:]
  }

  /// The checks that cannot be switched.
  package var alwaysOnRules: [Rule] { guards.map(\.rule).filter { $0.activation == .always } }

  /// The operation that updates an agent.
  package var update: Operation? { operations.first { if case .update = $0.kind { true } else { false } } }

  /// The title and the vendor's page of the first operation.
  package var title: String { operations.first?.title ?? "" }
  package var document: String { operations.first?.document ?? "" }
}

/// The path parameter that holds the agent's id.
package struct PathParameter: Sendable {
  package let parameter: String
  /// The format of the parameter; nil if any text is accepted.
  package let format: Format?
  package let source: Source

  package init(_ parameter: String, format: Format? = nil, _ source: Source) {
    self.parameter = parameter
    self.format = format
    self.source = source
  }
}

/// An error response in the vendor's format.
package struct ErrorAnswer: Sendable {
  package let status: Int
  package let body: JSON
  /// The header fields besides `Content-Type`.
  package let headers: [(name: String, value: String)]

  package init(_ status: Int, _ body: JSON, headers: [(name: String, value: String)] = []) {
    self.status = status
    self.body = body
    self.headers = headers
  }
}
