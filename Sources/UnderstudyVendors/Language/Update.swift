import UnderstudyJSON

/// How a vendor updates an agent.
///
/// A class, because every update reads it, and a copy would retain each of its parts.
package final class Update: Sendable {
  /// The changes that the vendor makes when it saves.
  package let substitution: Substitution?
  /// Sets the members that depend on others.
  package let complete: Completion?
  package let replacement: Replacement?

  init(substitution: Substitution?, complete: Completion?, replacement: Replacement?) {
    self.substitution = substitution
    self.complete = complete
    self.replacement = replacement
  }

  /// - Parameters:
  ///   - agent: The agent after the update.
  ///   - stored: The agent before the update.
  ///   - sent: The fields that the request set.
  package typealias Completion = @Sendable (_ agent: inout Members, _ stored: Members, _ sent: Members) -> Void

  /// A rule by which an update sets absent fields to the defaults of creation.
  package struct Replacement: Sendable {
    package let rule: Rule
    /// The fields of creation.
    package let creation: Object

    package init(_ rule: Rule, creation: Object) {
      self.rule = rule
      self.creation = creation
    }
  }
}

/// A change that a vendor makes when it saves an accepted update, such as defaults for missing keys.
///
/// A class for the same reason as ``Update``.
package final class Substitution: Sendable {
  /// The rule by which the vendor does so.
  package let rule: Rule
  /// The members that the response then has besides the agent.
  package let addedMembers: Object
  /// Changes the agent, and returns the members that the response gets; none if nothing was substituted.
  package let substitute: @Sendable (_ agent: inout Members, ReferenceRecords) -> Members

  package init(
    _ rule: Rule, adding members: Object,
    substitute: @escaping @Sendable (_ agent: inout Members, ReferenceRecords) -> Members
  ) {
    self.rule = rule
    addedMembers = members
    self.substitute = substitute
  }
}
