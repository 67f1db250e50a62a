import UnderstudyJSON

/// A change that a vendor makes when it saves an accepted update, such as defaults for missing keys.
package struct Substitution: Sendable {
  /// The members that the response then has besides the agent.
  package let addedMembers: Object
  private let substitute: @Sendable (_ agent: inout Members, ReferenceRecords) -> Members

  package init(
    adding members: Object, substitute: @escaping @Sendable (_ agent: inout Members, ReferenceRecords) -> Members
  ) {
    addedMembers = members
    self.substitute = substitute
  }

  /// Changes the agent.
  /// - Returns: The members that the response gets; none if nothing was substituted.
  package func apply(to agent: inout Members, _ referenceRecords: ReferenceRecords) -> Members {
    substitute(&agent, referenceRecords)
  }
}
