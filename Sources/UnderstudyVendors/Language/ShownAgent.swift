import UnderstudyJSON

/// An agent as a response shows it.
package struct ShownAgent: Sendable {
  /// The agent's id, as it is stored.
  package let id: String
  /// The members that the response shows.
  package let members: Members
  /// Which members a response shows.
  package let projection: Projection
  /// The records that the response shows beside the agent's members.
  package let related: [(table: ReferenceTable, record: Members)]

  /// Returns the agent's record: the stored one, changed to what the response shows.
  /// - Parameter stored: the record so far; empty if nothing is known of the agent.
  package func record(changing stored: Members = [:]) -> Members {
    projection.record(of: members, changing: stored)
  }
}

extension Operation {
  /// The projections of agents in responses to accepted requests, whatever rules are on.
  package var projections: [Projection] { answers.flatMap(\.projections) }

  /// Returns the agents in the body of a response to an accepted request.
  ///
  /// An agent is an object with the member that shows its id, wherever it is: the vendor may have wrapped the body anew.
  package func agents(shownIn body: JSON, of resource: Resource) -> [ShownAgent] {
    let related = answers.flatMap(\.relatedRecords)
    return projections.reduce(into: []) { found, projection in
      guard found.isEmpty, let key = projection.shownName(of: Name(resource.identity))
      else { return }
      body.forEachObject(to: Self.greatestDepth) { members in
        guard let id = members[key]?.string else { return .descend }
        found.append(
          ShownAgent(
            id: resource.canonicalID(id), members: members, projection: projection,
            related: related.compactMap { related in
              members[related.name]?.members.map {
                (related.table, related.projection.record(of: $0, changing: [:]))
              }
            }))
        return .skip
      }
    }
  }

  /// The depth at which a body is searched for agents.
  private static let greatestDepth = 6
}

extension Answer {
  fileprivate var projections: [Projection] {
    switch self {
    case .agent(let projection, _), .agents(let projection, _): [projection]
    case .object(let members): members.flatMap(\.answer.projections)
    case .count, .always, .empty: []
    }
  }

  fileprivate var relatedRecords: [RelatedRecord] {
    switch self {
    case .agent(_, let related), .agents(_, let related): [related].compactMap(\.self)
    case .object(let members): members.flatMap(\.answer.relatedRecords)
    case .count, .always, .empty: []
    }
  }
}

extension Projection {
  /// Returns the stored member that a response shows under a name, and the members of its own; nil if it shows none.
  package func source(of key: Name) -> (member: Name, projection: Projection?)? {
    items.first { $0.key == key }.map { ($0.source, $0.members) }
  }

  /// Returns the name under which a response shows a stored member; nil if it does not show it.
  package func shownName(of source: Name) -> Name? { items.first { $0.source == source }?.key }

  /// Returns a record that is shown so: the inverse of ``members(of:)``.
  /// - Parameter stored: the record so far, whose members stay if the response never shows them.
  fileprivate func record(of shown: Members, changing stored: Members) -> Members {
    items.reduce(into: stored) { record, item in
      switch (shown[item.key], item.members) {
      case (.object(let members)?, let inner?):
        record[item.source] = .object(inner.record(of: members, changing: record[item.source]?.members ?? [:]))
      case (let value?, _): record[item.source] = value
      // Otherwise a response may lack the member although the agent has it, so that the stored value stays.
      case (nil, _) where item.isLeftOutWhenUnset && !item.isConditional: record[item.source] = nil
      case (nil, _): break
      }
    }
  }
}

/// What a search does with an object's members.
private enum Descent { case descend, skip }

extension JSON {
  /// Calls `visit` with each object, outer ones first.
  fileprivate func forEachObject(to depth: Int, _ visit: (Members) -> Descent) {
    guard depth > 0 else { return }
    switch self {
    case .object(let members):
      if visit(members) == .skip { return }
      for member in members { member.value.forEachObject(to: depth - 1, visit) }
    case .array(let elements): for element in elements { element.forEachObject(to: depth - 1, visit) }
    case .null, .bool, .number, .string: break
    }
  }
}
