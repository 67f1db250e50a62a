/// How a vendor archives an agent.
package struct Archiving: Sendable {
  /// The body, whose one field is the agent's id.
  package let fields: Object
  /// The field of the body that names the agent.
  package let identity: String
  /// The member of the agent that gets the time of the first archiving.
  package let archivedAt: String

  package init(_ fields: Object, identity: String, archivedAt: String) {
    self.fields = fields
    self.identity = identity
    self.archivedAt = archivedAt
  }
}
