import UnderstudyJSON

/// What an operation's guards compare between the caller's account and the stored agent: who may do what to whose agent.
package struct AccountRelations: Sendable {
  /// A member of the account that must be a member of the agent.
  package typealias Relation = (caller: Name, stored: Name)

  /// The account's organization or workspace, by the first guard that compares one.
  package private(set) var organization: Relation?
  /// The account's member, who may be the agent's creator.
  package private(set) var member: Relation?
  /// The other members of the agent that guards name, such as its mode.
  package private(set) var facts: [Name] = []

  /// - Parameter identity: the member that identifies an account.
  package init(of operation: Operation, identity: String) {
    for failed in operation.accountGuards {
      for operand in failed.predicate?.operands ?? [] { add(operand) }
      for relation in failed.predicate?.relations ?? [] {
        if organization == nil {
          organization = relation
        } else if relation.caller.text == identity, member == nil {
          member = relation
        }
      }
    }
    let related = [organization?.stored, member?.stored].compactMap { $0?.text }
    facts.removeAll { related.contains($0.text) }
  }

  private mutating func add(_ operand: Predicate.Operand) {
    guard case .stored(let name) = operand, !facts.contains(where: { $0.text == name.text }) else { return }
    facts.append(name)
  }
}

extension Operation {
  /// The guards about the caller and the agent.
  fileprivate var accountGuards: [Guard] { predicateGuards(at: .access) + predicateGuards(at: .permission) }

  /// Whether a rule is about the caller's role or scope.
  package func isAboutAccount(_ rule: String) -> Bool { accountGuards.contains { $0.rule.id == rule } }
}

extension Predicate {
  /// The pairs of members of the caller and of the stored agent that the predicate compares.
  fileprivate var relations: [AccountRelations.Relation] {
    switch self {
    case .equals(.stored(let stored), .caller(let caller)), .equals(.caller(let caller), .stored(let stored)):
      [(caller, stored)]
    case .all(let predicates), .any(let predicates): predicates.flatMap(\.relations)
    case .not(let predicate): predicate.relations
    case .when(let condition, let conclusion): condition.relations + conclusion.relations
    case .equals, .oneOf, .isPresent, .isSet, .isNotBlank, .sendsAnyField: []
    }
  }
}
