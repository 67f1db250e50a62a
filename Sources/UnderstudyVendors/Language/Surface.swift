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
  /// The vendor's host for the surface.
  package let host: String
  package let credential: Credential
  package let identity: PathParameter
  package let resource: Resource
  /// The operations in the order of their declaration, the update first.
  package let operations: [Operation]
  /// The guard that refuses a known path with a method that it does not have.
  package let methodGuard: Guard
  package let error: @Sendable (Refusal, _ requestID: ShortID) -> ErrorAnswer

  /// Ten characters of 0-9 and a-z, unique in this server, for vendors whose errors carry a request id.
  package typealias ShortID = String

  /// - Parameter namespace: The namespace; nil if it is the surface's id.
  package init(
    vendor: String, id: String, namespace: String? = nil, host: String, credential: Credential,
    identity: PathParameter, resource: Resource, operations: [Operation.Declaration],
    error: @escaping @Sendable (Refusal, ShortID) -> ErrorAnswer
  ) {
    self.vendor = vendor
    self.id = id
    self.namespace = namespace ?? id
    self.host = host
    self.credential = credential
    self.identity = identity
    self.resource = resource
    self.error = error
    let standard = StandardGuards(
      vendor: vendor, namespace: self.namespace, credential: credential, identity: identity)
    methodGuard = standard.method
    self.operations = operations.map { Operation($0, of: id, resource, standard) }
  }

  /// Every guard, each rule once, in the order of refusal. Guards of later operations alone come last.
  package var guards: [Guard] {
    var seen: Set<String> = []
    return ([methodGuard] + operations.flatMap(\.guards)).filter { seen.insert($0.rule.id).inserted }
  }

  /// The rules that can be switched; those that refuse nothing come last.
  package var rules: [Rule] {
    var seen: Set<String> = []
    return (guards.map(\.rule) + operations.flatMap(\.behaviours))
      .filter { $0.activation != .always && seen.insert($0.id).inserted }
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
