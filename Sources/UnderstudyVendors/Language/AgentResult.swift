import UnderstudyJSON

/// An update that was accepted: what its answer is made of.
package struct AgentResult: Sendable {
  /// The agent as it is now.
  package let agent: Members
  /// What the vendor adds to the answer because of what it did by itself.
  package let remarks: Members
  package let directory: Directory

  package init(agent: Members, remarks: Members = [:], directory: Directory = Directory()) {
    self.agent = agent
    self.remarks = remarks
    self.directory = directory
  }
}

/// What a vendor does by itself when it saves an update that it has accepted, such as falling back to defaults.
package struct Fallback: Sendable {
  /// What the answer says about it, besides the agent.
  package let remarks: Object
  private let use: @Sendable (_ agent: inout Members, Directory) -> Members

  package init(remarks: Object, use: @escaping @Sendable (_ agent: inout Members, Directory) -> Members) {
    self.remarks = remarks
    self.use = use
  }

  /// Changes the agent.
  /// - Returns: the remarks; none where nothing was to be done.
  package func callAsFunction(_ agent: inout Members, _ directory: Directory) -> Members { use(&agent, directory) }
}
