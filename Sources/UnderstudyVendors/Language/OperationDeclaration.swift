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
    /// The kind of refusal if a change cannot be saved.
    var saveFailure = Refusal.Kind.saveFailed(.update)
    let success: Success
    /// The responses that rules without a refusal switch to.
    var alternatives: [Alternative] = []
  }

  /// What differs in the response to an accepted request if a rule is on.
  package struct Alternative: Sendable {
    package let rule: Rule
    /// The source of the response while the rule is off.
    let defaultSource: Source
    let status: Int?
    let answer: Answer?

    package init(_ rule: Rule, insteadOf defaultSource: Source, status: Int? = nil, answer: Answer? = nil) {
      self.rule = rule
      self.defaultSource = defaultSource
      self.status = status
      self.answer = answer
    }

    func isOn(_ switches: Switches) -> Bool { switches.isOn(rule) }
  }
}

extension Operation.Declaration {
  /// Creates an agent.
  package static func create(
    _ path: PathTemplate, title: String, _ document: String, contentType: ContentType, _ creation: Creation,
    guards: [Guard] = [], saveFailure: Refusal.Kind = .saveFailed(.creation), status: Int = 201, answer: Answer,
    alternatives: [Operation.Alternative] = []
  ) -> Self {
    Self(
      method: "POST", path: path, title: title, document: document, kind: .create(creation), idSuffix: "-create",
      contentType: contentType, guards: guards, saveFailure: saveFailure,
      success: .init(status: status, description: "The agent was created", answer: answer),
      alternatives: alternatives)
  }

  /// Deletes one agent. The body is ignored.
  package static func delete(
    _ path: PathTemplate, title: String, _ document: String, guards: [Guard],
    saveFailure: Refusal.Kind = .saveFailed(.deletion), status: Int = 200, answer: Answer,
    alternatives: [Operation.Alternative] = []
  ) -> Self {
    Self(
      method: "DELETE", path: path, title: title, document: document, kind: .delete, idSuffix: "-delete",
      guards: guards, saveFailure: saveFailure,
      success: .init(status: status, description: "The agent was deleted", answer: answer),
      alternatives: alternatives)
  }

  /// Archives the agent that the body names.
  package static func archive(
    _ path: PathTemplate, title: String, _ document: String, contentType: ContentType, _ archiving: Archiving,
    guards: [Guard], answer: Answer
  ) -> Self {
    Self(
      method: "POST", path: path, title: title, document: document, kind: .archive(archiving), idSuffix: "-archive",
      contentType: contentType, guards: guards, saveFailure: .saveFailed(.deletion),
      success: .init(status: 200, description: "The agent is archived", answer: answer))
  }

  /// Updates one agent.
  package static func update(
    _ method: String, _ path: PathTemplate, title: String, _ document: String, contentType: ContentType,
    guards: [Guard], substitution: Substitution? = nil, replacement: Update.Replacement? = nil,
    completing complete: Update.Completion? = nil, answer: Answer
  ) -> Self {
    let update = Update(substitution: substitution, complete: complete, replacement: replacement)
    return Self(
      method: method, path: path, title: title, document: document, kind: .update(update), idSuffix: "",
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
