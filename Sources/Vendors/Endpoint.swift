import JSON
import Schema

/// One "update agent" endpoint, from its route to its errors.
///
/// An immutable class, so that a request can hold its endpoint without copying the whole declaration.
package final class Endpoint: Sendable {
  package let id: String
  package let title: String
  /// The address of the vendor's page for the endpoint.
  package let document: String
  /// The first part of the rule ids; surfaces over the same agents share it.
  package let namespace: String
  package let method: String
  package let path: PathTemplate
  package let credential: Credential
  package let contentType: ContentType
  package let agentID: AgentID
  package let access: [Access]
  package let collection: Collection
  /// Demands across fields, refused with 400 in this order.
  package let constraints: [Constraint]
  package let answer: @Sendable (Members) -> JSON
  package let error: @Sendable (Refusal) -> ErrorAnswer

  package init(
    id: String, title: String, document: String, namespace: String? = nil, method: String, path: PathTemplate,
    credential: Credential, contentType: ContentType, agentID: AgentID, access: [Access],
    collection: Collection, constraints: [Constraint] = [], answer: @escaping @Sendable (Members) -> JSON,
    error: @escaping @Sendable (Refusal) -> ErrorAnswer
  ) {
    self.id = id
    self.title = title
    self.document = document
    self.namespace = namespace ?? id
    self.method = method
    self.path = path
    self.credential = credential
    self.contentType = contentType
    self.agentID = agentID
    self.access = access
    self.collection = collection
    self.constraints = constraints
    self.answer = answer
    self.error = error
  }
}

/// What an error looks like: the vendor's shape, filled in.
package struct ErrorAnswer: Sendable {
  package let status: Int
  package let body: JSON

  package init(_ status: Int, _ body: JSON) {
    self.status = status
    self.body = body
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
