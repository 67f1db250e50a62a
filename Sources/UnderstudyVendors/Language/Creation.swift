import UnderstudyJSON

/// How a vendor creates an agent from a request.
package struct Creation: Sendable {
  /// The fields that the request can set, with their defaults.
  package let fields: Object
  /// Sets the defaults that depend on other fields or on the caller.
  package let complete: Completion
  /// The rules by which `complete` decides.
  let behaviours: [Rule]
  /// The changes that the vendor makes when it saves.
  package let substitution: Substitution?
  package let limits: [Limit]
  /// The members that the server sets, in the order in which they are stored.
  private let serverMembers: [(name: Name, value: ServerValue)]
  /// Returns the id of a new agent: the same in every run.
  /// - Parameters:
  ///   - digest: The SHA-256 of `<collection>/<sandbox>` in lower-case hexadecimal digits.
  ///   - number: The number of the agent in its collection and sandbox, from 1.
  package let id: @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String

  /// - Returns: The rules whose setting decided, if the decision is an assumption.
  package typealias Completion = @Sendable (_ agent: inout Members, _ caller: Members, Switches) -> [Rule]

  /// A value that the server sets.
  package enum ServerValue: Sendable {
    case value(JSON)
    /// A member of the caller's account; left out if the account has none.
    case caller(Name)
    /// The time of the sandbox's clock.
    case now
  }

  /// A limit on the agents of one owner.
  package struct Limit: Sendable {
    package enum Kind: Sendable {
      /// The owner has at most as many agents as this member of its account says; any number without it.
      case quota(limit: String)
      /// No two agents of the owner have the same text in this member.
      case unique(member: String)
    }

    package let kind: Kind
    /// The agents' member that names the owner.
    package let owner: String
    package let check: StandardCheck
    let listed: Guard

    package static func quota(
      _ id: String, _ summary: String, _ source: Source, limit: String, owner: String
    ) -> Limit {
      Limit(
        kind: .quota(limit: limit), owner: owner, check: .quota,
        listed: .limit(.quota, .quota, id, summary, source, refusal: .quotaExceeded))
    }

    package static func unique(
      _ id: String, _ summary: String, _ source: Source, member: String, owner: String
    ) -> Limit {
      Limit(
        kind: .unique(member: member), owner: owner, check: .unique,
        listed: .limit(.unique, .conflict, id, summary, source, refusal: .conflict))
    }
  }

  package init(
    fields: Object, setting members: [(Name, ServerValue)], limits: [Limit] = [], behaviours: [Rule] = [],
    substitution: Substitution? = nil,
    completing complete: @escaping Completion = { _, _, _ in [] },
    id: @escaping @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String
  ) {
    self.fields = fields
    serverMembers = members.map { (name: $0.0, value: $0.1) }
    self.limits = limits
    self.behaviours = behaviours
    self.substitution = substitution
    self.complete = complete
    self.id = id
  }

  /// Returns the record to store.
  /// - Parameters:
  ///   - identity: The member that holds the id.
  ///   - sent: The fields that the request set, with their defaults.
  package func record(id: String, identity: String, _ sent: Members, _ caller: Members, _ now: String) -> Members {
    var record: Members = [identity: .string(id)]
    for member in serverMembers {
      record[member.name] =
        switch member.value {
        case .value(let value): value
        case .caller(let name): caller[name]
        case .now: .string(now)
        }
    }
    for member in sent { record[member.key] = member.value }
    return record
  }
}
