import JSON

/// An update that was accepted: what its answer is made of.
package struct Saved: Sendable {
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
/// Changes the agent, and returns what the answer says about it.
package typealias Fallback = @Sendable (_ agent: inout Members, Directory) -> Members
