import UnderstudyHTTP
import UnderstudyJSON

/// One operation of a surface, from its route to its answer.
///
/// An immutable class, so that a request can hold it without copying the whole declaration.
package final class Operation: Sendable {
  /// The operation's id in OpenAPI documents: the surface's, with a suffix for all but the update.
  package let id: String
  package let title: String
  /// The address of the vendor's page.
  package let document: String
  package let method: String
  package let path: PathTemplate
  package let kind: Kind
  /// The body that the operation takes; nil if its body is not looked at.
  package let body: RequestBody?
  /// Every check that can refuse a request once its route is found, in the order of refusal.
  package let guards: [Guard]
  /// Checks that leave agents out of the answer instead of refusing the request.
  package let visibility: [Guard]
  package let success: Success
  /// The guards of ``Guard/Test/predicate(_:)`` by their stage.
  private let predicateGuards: [Guard.Stage: [Guard]]

  /// What the emulator does for it.
  package enum Kind: Sendable {
    case create(Creation)
    /// - Parameter substitution: what the vendor changes by itself when it saves.
    case update(Substitution?)
    case read
    case list(Listing)
    case delete
  }

  /// The answer to a request that was accepted.
  package struct Success: Sendable {
    package let status: Int
    package let description: String
    package let answer: Answer

    package var hasBody: Bool { if case .empty = answer { false } else { true } }
  }

  private init(
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
    predicateGuards = Dictionary(grouping: guards.filter { $0.predicate != nil }, by: \.stage)
  }

  /// Returns the guards with a predicate of one stage, in the order of refusal.
  package func predicateGuards(at stage: Guard.Stage) -> [Guard] { predicateGuards[stage] ?? [] }

  /// Returns the guard that makes a standard check; nil if the operation does not make it.
  package func guarding(_ check: StandardCheck) -> Guard? {
    guards.first { if case .standard(check) = $0.test { true } else { false } }
  }

  /// The order and the pages of the list; nil if the operation is no list.
  package var listing: Listing? { if case .list(let listing) = kind { listing } else { nil } }

  /// Whether the rules of access let an account reach an agent.
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

/// What an operation demands of the `Content-Type` header. Parameters are always allowed.
package enum ContentType: Sendable {
  /// It must be there and be `application/json`.
  case required(Source)
  /// If it is there it must be `application/json`.
  case jsonIfPresent(Source)
}

/// Operations as vendors declare them: what is the operation's own. ``Surface`` adds what all of its operations share.
extension Operation {
  package struct Declaration: Sendable {
    fileprivate let method: String
    fileprivate let path: PathTemplate
    fileprivate let title: String
    fileprivate let document: String
    fileprivate let kind: Kind
    fileprivate let idSuffix: String
    /// Nil if the body is not looked at.
    fileprivate var contentType: ContentType?
    fileprivate var guards: [Guard] = []
    fileprivate var visibility: [Guard] = []
    fileprivate let success: Success
  }
}

extension Operation.Declaration {
  /// Makes an agent.
  package static func create(
    _ path: PathTemplate, title: String, _ document: String, contentType: ContentType, _ creation: Creation,
    guards: [Guard] = [], status: Int = 201, answer: Answer
  ) -> Self {
    Self(
      method: "POST", path: path, title: title, document: document, kind: .create(creation), idSuffix: "-create",
      contentType: contentType, guards: guards,
      success: Operation.Success(status: status, description: "The agent was created", answer: answer))
  }

  /// Removes one agent. The body is not looked at.
  package static func delete(
    _ path: PathTemplate, title: String, _ document: String, guards: [Guard], status: Int = 200, answer: Answer
  ) -> Self {
    Self(
      method: "DELETE", path: path, title: title, document: document, kind: .delete, idSuffix: "-delete",
      guards: guards,
      success: Operation.Success(status: status, description: "The agent was deleted", answer: answer))
  }

  /// Changes one agent.
  package static func update(
    _ method: String, _ path: PathTemplate, title: String, _ document: String, contentType: ContentType,
    guards: [Guard], substitution: Substitution? = nil, answer: Answer
  ) -> Self {
    Self(
      method: method, path: path, title: title, document: document, kind: .update(substitution), idSuffix: "",
      contentType: contentType, guards: guards,
      success: Operation.Success(status: 200, description: "The update was accepted and saved", answer: answer))
  }

  /// Shows one agent.
  package static func read(
    _ path: PathTemplate, title: String, _ document: String, guards: [Guard], answer: Answer
  ) -> Self {
    Self(
      method: "GET", path: path, title: title, document: document, kind: .read, idSuffix: "-get", guards: guards,
      success: Operation.Success(status: 200, description: "The agent", answer: answer))
  }

  /// Shows the agents of which every guard of `visibility` holds, or a page of them.
  package static func list(
    _ path: PathTemplate, title: String, _ document: String, _ listing: Listing, visibility: [Guard],
    answer: Answer
  ) -> Self {
    Self(
      method: "GET", path: path, title: title, document: document, kind: .list(listing), idSuffix: "-list",
      visibility: visibility,
      success: Operation.Success(status: 200, description: "The agents that the sender may see", answer: answer))
  }
}

extension Operation {
  convenience init(_ declaration: Declaration, id: String, _ resource: Resource, _ standard: StandardGuards) {
    let fields = if case .create(let creation) = declaration.kind { creation.fields } else { resource.record }
    let body = declaration.contentType.map { RequestBody(contentType: $0, fields: fields) }
    var guards = standard.credentials + declaration.guards.map { $0.qualified(by: standard.namespace) }
    if let body { guards += standard.body(body) }
    if declaration.path.hasParameters { guards += standard.identityFormat + [standard.agentExists] }
    switch declaration.kind {
    case .create, .update, .delete: guards += [standard.bodySize, standard.agentSaved]
    case .read: guards.append(standard.agentsRead)
    case .list(let listing): guards += (listing.paging.map(standard.query) ?? []) + [standard.agentsRead]
    }
    self.init(
      id: id + declaration.idSuffix, title: declaration.title, document: declaration.document,
      method: declaration.method, path: declaration.path, kind: declaration.kind, body: body,
      guards: guards.sortedByStage, visibility: declaration.visibility.map { $0.qualified(by: standard.namespace) },
      success: declaration.success)
  }
}

extension [Guard] {
  /// In the order of refusal; guards of one stage stay in the order of their declaration.
  fileprivate var sortedByStage: [Guard] {
    enumerated().sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }.map(\.element)
  }
}
