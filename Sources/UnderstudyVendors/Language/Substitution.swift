import UnderstudyJSON

/// What a vendor changes by itself when it saves an update that it has accepted, such as missing keys' defaults.
package struct Substitution: Sendable {
  /// The members that the answer then has besides the agent.
  package let addedMembers: Object
  private let substitute: @Sendable (_ agent: inout Members, Directory) -> Members

  package init(
    adding members: Object, substitute: @escaping @Sendable (_ agent: inout Members, Directory) -> Members
  ) {
    addedMembers = members
    self.substitute = substitute
  }

  /// Changes the agent.
  /// - Returns: The members that the answer gets; none if nothing was substituted.
  package func callAsFunction(_ agent: inout Members, _ directory: Directory) -> Members {
    substitute(&agent, directory)
  }
}
