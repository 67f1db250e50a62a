import UnderstudyJSON

/// What an accepted request is answered with. One declaration, from which answers are made and described.
package indirect enum Answer: Sendable {
  /// The agent, and a record that it names beside its members.
  case agent(Projection, Lookup? = nil)
  /// The listed agents.
  case agents(Projection, Lookup? = nil)
  /// The number of the listed agents.
  case count
  case always(JSON)
  case object([Member])
  /// An answer without a body.
  case empty

  package struct Member: Sendable {
    package let name: String
    package let answer: Answer
  }

  /// A record of the vendor's that the agent names; left out if there is none.
  package struct Lookup: Sendable {
    package let name: String
    package let table: Table
    /// The member of the agent that holds the record's identity.
    package let member: String
    package let shown: Projection

    package init(_ name: String, in table: Table, by member: String, showing shown: Projection) {
      self.name = name
      self.table = table
      self.member = member
      self.shown = shown
    }
  }

  /// Returns the answer, with the members that the vendor adds at its end.
  package func callAsFunction(_ result: AgentResult) -> JSON {
    guard !result.addedMembers.isEmpty, var members = json(result).members else { return json(result) }
    for member in result.addedMembers { members[member.name] = member.value }
    return .object(members)
  }

  private func json(_ result: AgentResult) -> JSON {
    switch self {
    case .agent(let shown, let lookup): result.agents.first.map { result.show($0, shown, lookup) } ?? .null
    case .agents(let shown, let lookup): .array(result.agents.map { result.show($0, shown, lookup) })
    case .count: .number(Number(result.agents.count))
    case .always(let json): json
    case .empty: .null
    case .object(let members):
      .object(members.reduce(into: Members()) { $0[$1.name] = $1.answer.json(result) })
    }
  }
}

extension Answer: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral members: (String, Answer)...) {
    self = .object(members.map { Member(name: $0.0, answer: $0.1) })
  }
}

/// What an operation did or found: what its answer is made of.
package struct AgentResult: Sendable {
  /// The agent, or those that are listed.
  package let agents: [Members]
  /// What the vendor adds at the end of the answer: what it did by itself, or the token of the next page.
  package let addedMembers: Members
  package let directory: Directory

  package init(agents: [Members], adding members: Members = [:], directory: Directory = Directory()) {
    self.agents = agents
    addedMembers = members
    self.directory = directory
  }

  package init(agent: Members, adding members: Members = [:], directory: Directory = Directory()) {
    self.init(agents: [agent], adding: members, directory: directory)
  }

  fileprivate func show(_ agent: Members, _ shown: Projection, _ lookup: Answer.Lookup?) -> JSON {
    var members = shown(agent)
    if let lookup, let record = directory[lookup.table, agent[lookup.member]] {
      members[lookup.name] = .object(lookup.shown(record))
    }
    return .object(members)
  }
}
