import UnderstudyHTTP
import UnderstudyJSON

/// One "update agent" endpoint, from its route to its errors, and what shows the same agents.
///
/// An immutable class, so that a request can hold its endpoint without copying the whole declaration.
package final class Surface: Sendable {
  package let id: String
  /// The vendor's id, and the first part of the credential's rule ids.
  package let vendor: String
  package let title: String
  /// The address of the vendor's page for the endpoint.
  package let document: String
  /// The first part of the other rule ids; surfaces over the same agents share it.
  package let namespace: String
  /// The vendor's own host for the endpoint.
  package let host: String
  package let method: String
  package let path: PathTemplate
  package let credential: Credential
  package let contentType: ContentType
  package let agentID: AgentID
  /// Who may touch an agent, refused in this order.
  package let access: [Access]
  package let collection: Collection
  /// Demands across fields, refused with 400 in this order.
  package let constraints: [Constraint]
  /// Who may make a change, refused with 403 in this order.
  package let permissions: [Permission]
  package let fallback: Fallback?
  package let answer: Answer
  /// How the same agents are shown.
  package let reads: Reads
  /// What it answers, the update first.
  package let routes: [Route]
  package let error: @Sendable (Refusal, _ requestID: ShortID) -> ErrorAnswer

  /// What a request can ask for.
  package enum Operation: Sendable { case update, show, list }

  package struct Route: Sendable {
    package let method: String
    package let path: PathTemplate
    package let operation: Operation
    /// The address of the vendor's page for it.
    package let document: String
  }

  /// Ten characters of 0-9 and a-z that no other request to this server has, for vendors that name requests.
  package typealias ShortID = String

  package init(
    vendor: String, id: String, title: String, document: String, namespace: String? = nil,
    host: String, method: String, path: PathTemplate,
    credential: Credential, contentType: ContentType, agentID: AgentID, access: [Access],
    collection: Collection, constraints: [Constraint] = [], permissions: [Permission] = [],
    fallback: Fallback? = nil, answer: Answer, reads: Reads,
    error: @escaping @Sendable (Refusal, ShortID) -> ErrorAnswer
  ) {
    self.vendor = vendor
    self.id = id
    self.title = title
    self.document = document
    self.namespace = namespace ?? id
    self.host = host
    self.method = method
    self.path = path
    self.credential = credential
    self.contentType = contentType
    self.agentID = agentID
    self.access = access
    self.collection = collection
    self.constraints = constraints
    self.permissions = permissions
    self.fallback = fallback
    self.answer = answer
    self.reads = reads
    routes =
      [
        Route(method: method, path: path, operation: .update, document: document),
        Route(method: "GET", path: reads.path, operation: .show, document: reads.document),
      ]
      + (reads.list.map { [Route(method: "GET", path: $0.path, operation: .list, document: $0.document)] } ?? [])
    self.error = error
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

/// The path parameter that names the agent.
package struct AgentID: Sendable {
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

/// What the endpoint demands of the `Content-Type` header. Parameters are always allowed.
package enum ContentType: Sendable {
  /// It must be there and be `application/json`.
  case required(Source)
  /// If it is there it must be `application/json`.
  case jsonIfPresent(Source)
}
