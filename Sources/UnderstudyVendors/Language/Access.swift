import UnderstudyJSON

/// Who may touch an agent. Looked at before the body.
package final class Access: Sendable {
  /// `<subject>.<kind>`: the rule's id without the endpoint.
  package let name: String
  package let sentence: String
  package let source: Source
  package let effect: Effect
  /// The vendor's exact words where they are this rule's own.
  package let words: String?
  package let allows: @Sendable (_ account: Members, _ agent: Members) -> Bool

  package enum Effect: Sendable {
    case forbidden
    /// As if there were no such agent.
    case hidden
  }

  package init(
    _ name: String, _ sentence: String, saying words: String? = nil, _ source: Source, _ effect: Effect,
    allows: @escaping @Sendable (_ account: Members, _ agent: Members) -> Bool
  ) {
    self.name = name
    self.sentence = sentence
    self.source = source
    self.effect = effect
    self.words = words
    self.allows = allows
  }
}

/// Who may make a change. Looked at after the body has been found right, and refused with 403.
package final class Permission: Sendable {
  /// `<subject>.<kind>`: the rule's id without the endpoint.
  package let name: String
  package let sentence: String
  package let source: Source
  /// The vendor's exact words where they are this rule's own.
  package let words: String?
  package let allows: @Sendable (_ account: Members, _ update: Update) -> Bool

  package init(
    _ name: String, _ sentence: String, saying words: String? = nil, _ source: Source,
    allows: @escaping @Sendable (_ account: Members, _ update: Update) -> Bool
  ) {
    self.name = name
    self.sentence = sentence
    self.source = source
    self.words = words
    self.allows = allows
  }
}
