import UnderstudyHTTP

extension Operation {
  /// An operation as vendors declare it, without what all operations of its ``Surface`` share.
  package struct Declaration: Sendable {
    fileprivate let method: String
    fileprivate let path: PathTemplate
    fileprivate let title: String
    fileprivate let document: String
    fileprivate let kind: Kind
    fileprivate let idSuffix: String
    /// Nil if the operation ignores the body.
    fileprivate var contentType: ContentType?
    fileprivate var guards: [Guard] = []
    fileprivate var visibility: [Guard] = []
    fileprivate let success: Success
  }
}

extension Operation.Declaration {
  /// Creates an agent.
  package static func create(
    _ path: PathTemplate, title: String, _ document: String, contentType: ContentType, _ creation: Creation,
    guards: [Guard] = [], status: Int = 201, answer: Answer
  ) -> Self {
    Self(
      method: "POST", path: path, title: title, document: document, kind: .create(creation), idSuffix: "-create",
      contentType: contentType, guards: guards,
      success: Operation.Success(status: status, description: "The agent was created", answer: answer))
  }

  /// Deletes one agent. The body is ignored.
  package static func delete(
    _ path: PathTemplate, title: String, _ document: String, guards: [Guard], status: Int = 200, answer: Answer
  ) -> Self {
    Self(
      method: "DELETE", path: path, title: title, document: document, kind: .delete, idSuffix: "-delete",
      guards: guards,
      success: Operation.Success(status: status, description: "The agent was deleted", answer: answer))
  }

  /// Updates one agent.
  package static func update(
    _ method: String, _ path: PathTemplate, title: String, _ document: String, contentType: ContentType,
    guards: [Guard], substitution: Substitution? = nil, answer: Answer
  ) -> Self {
    Self(
      method: method, path: path, title: title, document: document, kind: .update(substitution), idSuffix: "",
      contentType: contentType, guards: guards,
      success: Operation.Success(status: 200, description: "The update was accepted and saved", answer: answer))
  }

  /// Returns one agent.
  package static func read(
    _ path: PathTemplate, title: String, _ document: String, guards: [Guard], answer: Answer
  ) -> Self {
    Self(
      method: "GET", path: path, title: title, document: document, kind: .read, idSuffix: "-get", guards: guards,
      success: Operation.Success(status: 200, description: "The agent", answer: answer))
  }

  /// Lists the agents for which every guard of `visibility` holds, or a page of them.
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
  /// The guards in the order of refusal. Guards of one stage keep the order of their declaration.
  fileprivate var sortedByStage: [Guard] {
    enumerated().sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }.map(\.element)
  }
}
