import UnderstudyHTTP
import UnderstudyJSON

/// One operation of a surface, from its route to its response.
///
/// An immutable class, so that a request can hold it without copying the declaration.
package final class Operation: Sendable {
  /// The operation's id in OpenAPI documents: the surface's id, with a suffix for all operations but the update.
  package let id: String
  package let title: String
  /// The address of the vendor's page.
  package let document: String
  package let method: String
  package let path: PathTemplate
  package let kind: Kind
  /// The body of a request; nil if the operation ignores it.
  package let body: RequestBody?
  /// The checks that can refuse a request, in the order of refusal.
  package let guards: [Guard]
  /// The checks that leave agents out of a list instead of refusing the request.
  package let visibility: [Guard]
  package let success: Success
  /// The guards with a predicate, for each stage.
  private let predicateGuards: [[Guard]]

  /// The kind of an operation, with what is particular to it.
  package enum Kind: Sendable {
    case create(Creation)
    /// - Parameter substitution: The changes that the vendor makes when it saves.
    case update(Substitution?)
    case read
    case list(Listing)
    case delete
  }

  /// The response to an accepted request.
  package struct Success: Sendable {
    package let status: Int
    package let description: String
    package let answer: Answer

    package var hasBody: Bool { if case .empty = answer { false } else { true } }
  }

  init(
    id: String, title: String, document: String, method: String, path: PathTemplate, kind: Kind,
    body: RequestBody?, guards: [Guard], visibility: [Guard], success: Success
  ) {
    self.id = id
    self.title = title
    self.document = document
    self.method = method
    self.path = path
    self.kind = kind
    self.body = body
    self.guards = guards
    self.visibility = visibility
    self.success = success
    predicateGuards = Guard.Stage.allCases.map { stage in guards.filter { $0.stage == stage && $0.predicate != nil } }
  }

  /// Returns the guards with a predicate of one stage, in the order of refusal.
  package func predicateGuards(at stage: Guard.Stage) -> [Guard] { predicateGuards[stage.rawValue] }

  /// Returns the guard of a standard check; nil if the operation does not make the check.
  package func standardGuard(for check: StandardCheck) -> Guard? {
    guards.first { if case .standard(check) = $0.test { true } else { false } }
  }

  /// The order and the pages of a list; nil for other operations.
  package var listing: Listing? { if case .list(let listing) = kind { listing } else { nil } }

  /// Whether the access guards admit an account to an agent.
  package func admits(_ caller: Members, to agent: Members) -> Bool {
    let input = GuardInput(stored: agent, caller: caller)
    return predicateGuards(at: .access).allSatisfy { $0.holds(for: input) }
  }
}

/// The body of a request.
package struct RequestBody: Sendable {
  package let contentType: ContentType
  package let fields: Object
}

/// The requirement on the `Content-Type` header. Parameters of the media type are always allowed.
package enum ContentType: Sendable {
  /// The header must be present and `application/json`.
  case required(Source)
  /// The header, if it is present, must be `application/json`.
  case jsonIfPresent(Source)
}
