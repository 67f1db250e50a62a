import UnderstudyHTTP
import UnderstudyJSON

/// One API of a vendor: operations on one kind of agent, at one host, with one credential and one form of errors.
///
/// An immutable class, so that a request can hold its surface without copying the whole declaration.
package final class Surface: Sendable {
  package let id: String
  /// The vendor's id, and the first part of the ids of the credential's rules.
  package let vendor: String
  package let title: String
  /// The first part of the ids of the other rules; surfaces over the same agents share it.
  package let namespace: String
  /// The vendor's own host for the surface.
  package let host: String
  package let credential: Credential
  package let identity: PathIdentity
  package let resource: Resource
  /// In the order of their declaration, the update first.
  package let operations: [Operation]
  /// The guard that refuses a known path with a method that it does not answer.
  package let methodGuard: Guard
  package let error: @Sendable (Refusal, _ requestID: ShortID) -> ErrorAnswer

  /// Ten characters of 0-9 and a-z that no other request to this server has, for vendors that name requests.
  package typealias ShortID = String

  /// - Parameter namespace: nil if it is the surface's id.
  package init(
    vendor: String, id: String, title: String, namespace: String? = nil, host: String, credential: Credential,
    identity: PathIdentity, resource: Resource, operations: [Operation.Declaration],
    error: @escaping @Sendable (Refusal, ShortID) -> ErrorAnswer
  ) {
    self.vendor = vendor
    self.id = id
    self.title = title
    self.namespace = namespace ?? id
    self.host = host
    self.credential = credential
    self.identity = identity
    self.resource = resource
    self.error = error
    let standard = StandardGuards(
      vendor: vendor, namespace: self.namespace, credential: credential, identity: identity)
    methodGuard = standard.method
    self.operations = operations.map { Operation($0, id: id, resource, standard) }
  }

  /// Every guard, each rule once, in the order of refusal; those of later operations alone at the end.
  package var guards: [Guard] {
    var seen: Set<String> = []
    return ([methodGuard] + operations.flatMap(\.guards)).filter { seen.insert($0.rule.id).inserted }
  }

  /// The rules that can be switched.
  package var rules: [Rule] { guards.map(\.rule).filter { $0.activation != .always } }

  /// The checks that cannot be switched.
  package var alwaysOnRules: [Rule] { guards.map(\.rule).filter { $0.activation == .always } }

  /// The operation that changes an agent.
  package var update: Operation? {
    operations.first { if case .update = $0.kind { true } else { false } }
  }

  /// The vendor's page for the first operation.
  package var document: String { operations.first?.document ?? "" }
}

/// The path parameter that names an agent.
package struct PathIdentity: Sendable {
  package let parameter: String
  /// The form that the parameter must have; nil accepts any.
  package let format: Format?
  package let source: Source

  package init(_ parameter: String, format: Format? = nil, _ source: Source) {
    self.parameter = parameter
    self.format = format
    self.source = source
  }
}

/// What an error looks like: the vendor's shape, filled in.
package struct ErrorAnswer: Sendable {
  package let status: Int
  package let body: JSON
  /// Header fields besides `Content-Type`.
  package let headers: [(name: String, value: String)]

  package init(_ status: Int, _ body: JSON, headers: [(name: String, value: String)] = []) {
    self.status = status
    self.body = body
    self.headers = headers
  }
}
