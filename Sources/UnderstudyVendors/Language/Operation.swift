import UnderstudyHTTP
import UnderstudyJSON

/// One operation of a surface, from its route to its response.
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

  init(_ declaration: Declaration, of surface: String, _ resource: Resource, _ standard: StandardGuards) {
    id = surface + declaration.idSuffix
    title = declaration.title
    document = declaration.document
    method = declaration.method
    path = declaration.path
    kind = declaration.kind
    let fields = if case .create(let creation) = kind { creation.fields } else { resource.record }
    body = declaration.contentType.map { RequestBody(contentType: $0, fields: fields) }
    guards = standard.guards(of: declaration, body)
    visibility = declaration.visibility.map { $0.qualified(by: standard.namespace) }
    success = declaration.success
    let checks = guards.filter { $0.predicate != nil }
    predicateGuards = Guard.Stage.allCases.map { stage in checks.filter { $0.stage == stage } }
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

/// How a vendor creates an agent from a request.
package struct Creation: Sendable {
  /// The fields that the request can set, with their defaults.
  package let fields: Object
  /// The members that the server sets, in the order in which they are stored.
  private let serverMembers: [(name: Name, value: ServerValue)]
  /// Returns the id of a new agent: the same in every run.
  /// - Parameters:
  ///   - digest: The SHA-256 of `<collection>/<sandbox>` in lower-case hexadecimal digits.
  ///   - number: The number of the agent in its collection and sandbox, from 1.
  package let id: @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String

  /// A value that the server sets.
  package enum ServerValue: Sendable {
    case value(JSON)
    /// A member of the caller's account; left out if the account has none.
    case caller(Name)
    /// The time of the sandbox's clock.
    case now
  }

  package init(
    fields: Object, setting members: [(Name, ServerValue)],
    id: @escaping @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String
  ) {
    self.fields = fields
    serverMembers = members.map { (name: $0.0, value: $0.1) }
    self.id = id
  }

  /// Returns the record to store.
  /// - Parameters:
  ///   - identity: The member that holds the id.
  ///   - sent: The fields that the request set, with their defaults.
  package func record(id: String, identity: String, _ sent: Members, _ caller: Members, _ now: String) -> Members {
    var record: Members = [identity: .string(id)]
    for member in serverMembers {
      record[member.name] =
        switch member.value {
        case .value(let value): value
        case .caller(let name): caller[name]
        case .now: .string(now)
        }
    }
    for member in sent { record[member.key] = member.value }
    return record
  }
}

/// A change that a vendor makes when it saves an accepted update, such as defaults for missing keys.
package struct Substitution: Sendable {
  /// The members that the response then has besides the agent.
  package let addedMembers: Object
  /// Changes the agent, and returns the members that the response gets; none if nothing was substituted.
  package let substitute: @Sendable (_ agent: inout Members, ReferenceRecords) -> Members

  package init(
    adding members: Object, substitute: @escaping @Sendable (_ agent: inout Members, ReferenceRecords) -> Members
  ) {
    addedMembers = members
    self.substitute = substitute
  }
}
