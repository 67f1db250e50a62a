import UnderstudyJSON

/// What an accepted update is answered with. One declaration, from which answers are made and described.
package indirect enum Answer: Sendable {
  /// The agent, and a record that it names beside its members.
  case agent(Projection, Lookup? = nil)
  case always(JSON)
  case object([Member])

  package struct Member: Sendable {
    package let name: String
    package let answer: Answer
  }

  /// A record of the vendor's that the agent names; left out where there is none.
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

  /// The answer to an update, with the vendor's remarks at its end.
  package func callAsFunction(_ saved: AgentResult) -> JSON {
    guard !saved.remarks.isEmpty, var members = json(saved).members else { return json(saved) }
    for remark in saved.remarks { members[remark.name] = remark.value }
    return .object(members)
  }

  private func json(_ saved: AgentResult) -> JSON {
    switch self {
    case .agent(let shown, let lookup):
      var agent = shown(saved.agent)
      if let lookup, let record = saved.directory[lookup.table, saved.agent[lookup.member]] {
        agent[lookup.name] = .object(lookup.shown(record))
      }
      return .object(agent)
    case .always(let json): return json
    case .object(let members):
      return .object(members.reduce(into: Members()) { $0[$1.name] = $1.answer.json(saved) })
    }
  }
}

extension Answer: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral members: (String, Answer)...) {
    self = .object(members.map { Member(name: $0.0, answer: $0.1) })
  }
}
