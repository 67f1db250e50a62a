import UnderstudyJSON

/// The body of a success response, from which responses are built and described.
package indirect enum Answer: Sendable, ExpressibleByDictionaryLiteral {
  /// The agent, and a related record beside its members.
  case agent(Projection, RelatedRecord? = nil)
  /// The listed agents.
  case agents(Projection, RelatedRecord? = nil)
  /// The number of the listed agents.
  case count
  case always(JSON)
  case object([(name: String, answer: Answer)])
  /// No body.
  case empty

  /// A reference record that the agent names; left out if it does not exist.
  package struct RelatedRecord: Sendable {
    package let name: String
    package let table: ReferenceTable
    /// The agent's member that holds the record's id.
    package let member: String
    package let projection: Projection

    package init(_ name: String, in table: ReferenceTable, by member: String, showing projection: Projection) {
      self.name = name
      self.table = table
      self.member = member
      self.projection = projection
    }
  }

  package init(dictionaryLiteral members: (String, Answer)...) {
    self = .object(members.map { (name: $0.0, answer: $0.1) })
  }

  /// Whether the body shows records besides the agent.
  var showsRelatedRecords: Bool {
    switch self {
    case .agent(_, let related), .agents(_, let related): related != nil
    case .object(let members): members.contains { $0.answer.showsRelatedRecords }
    case .count, .always, .empty: false
    }
  }

  /// Returns the body, with the members that the vendor adds at its end.
  package func json(for result: AgentResult) -> JSON {
    let json = plainJSON(result)
    guard !result.addedMembers.isEmpty, var members = json.members else { return json }
    for member in result.addedMembers { members[member.name] = member.value }
    return .object(members)
  }

  /// Returns the members of the agent in the body; nil if the body does not show one agent.
  func agentMembers(of result: AgentResult) -> Members? {
    switch self {
    case .agent: plainJSON(result).members
    case .object(let members): members.lazy.compactMap { $0.answer.agentMembers(of: result) }.first
    case .agents, .count, .always, .empty: nil
    }
  }

  /// The body without the members that the vendor adds.
  private func plainJSON(_ result: AgentResult) -> JSON {
    switch self {
    case .agent(let projection, let related):
      result.agents.first.map { result.show($0, projection, related) } ?? .null
    case .agents(let projection, let related): .array(result.agents.map { result.show($0, projection, related) })
    case .count: .number(Number(result.agents.count))
    case .always(let json): json
    case .empty: .null
    case .object(let members): .object(members.reduce(into: [:]) { $0[$1.name] = $1.answer.plainJSON(result) })
    }
  }
}

/// The result of an operation, from which its response is built.
package struct AgentResult: Sendable {
  /// The agent, or the listed agents.
  package let agents: [Members]
  /// The members that the vendor adds at the end of the response: substitutions, or the next page's token.
  package let addedMembers: Members
  package let referenceRecords: ReferenceRecords

  package init(agents: [Members], adding members: Members = [:], referenceRecords: ReferenceRecords) {
    self.agents = agents
    addedMembers = members
    self.referenceRecords = referenceRecords
  }

  package init(
    agent: Members, adding members: Members = [:], referenceRecords: ReferenceRecords = ReferenceRecords()
  ) {
    self.init(agents: [agent], adding: members, referenceRecords: referenceRecords)
  }

  fileprivate func show(_ agent: Members, _ projection: Projection, _ related: Answer.RelatedRecord?) -> JSON {
    var members = projection.members(of: agent)
    if let related, let record = referenceRecords[related.table, agent[related.member]] {
      members[related.name] = .object(related.projection.members(of: record))
    }
    return .object(members)
  }
}
