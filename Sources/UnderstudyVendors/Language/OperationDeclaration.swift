import UnderstudyHTTP

extension Operation {
  /// An operation as vendors declare it, without what all operations of its ``Surface`` share.
  package struct Declaration: Sendable {
    let method: String
    let path: PathTemplate
    let title: String
    let document: String
    let kind: Kind
    let idSuffix: String
    /// Nil if the operation ignores the body.
    var contentType: ContentType?
    var guards: [Guard] = []
    var visibility: [Guard] = []
    let success: Success
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
      success: .init(status: status, description: "The agent was created", answer: answer))
  }

  /// Deletes one agent. The body is ignored.
  package static func delete(
    _ path: PathTemplate, title: String, _ document: String, guards: [Guard], status: Int = 200, answer: Answer
  ) -> Self {
    Self(
      method: "DELETE", path: path, title: title, document: document, kind: .delete, idSuffix: "-delete",
      guards: guards, success: .init(status: status, description: "The agent was deleted", answer: answer))
  }

  /// Updates one agent.
  package static func update(
    _ method: String, _ path: PathTemplate, title: String, _ document: String, contentType: ContentType,
    guards: [Guard], substitution: Substitution? = nil, answer: Answer
  ) -> Self {
    Self(
      method: method, path: path, title: title, document: document, kind: .update(substitution), idSuffix: "",
      contentType: contentType, guards: guards,
      success: .init(status: 200, description: "The update was accepted and saved", answer: answer))
  }

  /// Returns one agent.
  package static func read(
    _ path: PathTemplate, title: String, _ document: String, guards: [Guard], answer: Answer
  ) -> Self {
    Self(
      method: "GET", path: path, title: title, document: document, kind: .read, idSuffix: "-get", guards: guards,
      success: .init(status: 200, description: "The agent", answer: answer))
  }

  /// Lists the agents for which every guard of `visibility` holds, or a page of them.
  package static func list(
    _ path: PathTemplate, title: String, _ document: String, _ listing: Listing, visibility: [Guard], answer: Answer
  ) -> Self {
    Self(
      method: "GET", path: path, title: title, document: document, kind: .list(listing), idSuffix: "-list",
      visibility: visibility,
      success: .init(status: 200, description: "The agents that the sender may see", answer: answer))
  }
}
