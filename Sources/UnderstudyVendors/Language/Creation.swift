import UnderstudyJSON

/// How a vendor makes an agent of a request.
package struct Creation: Sendable {
  /// The fields that the request may set, with their defaults.
  package let fields: Object
  /// The members that the server sets, in the order in which they are stored.
  package let serverMembers: [(name: Name, value: ServerValue)]
  /// Returns the id of the agent with a number: the same in every run.
  /// - Parameters:
  ///   - digest: The SHA-256 of `<collection>/<sandbox>` in lower-case hexadecimal digits.
  ///   - number: Counts from 1 in each collection of a sandbox.
  ///   - caller: The caller's account.
  package let id: @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String

  /// A value that the server sets.
  package enum ServerValue: Sendable {
    case value(JSON)
    /// A member of the caller's account; left out if the account has none.
    case caller(Name)
    /// The sandbox's time.
    case now
  }

  package init(
    fields: Object, setting members: [(Name, ServerValue)],
    id: @escaping @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String
  ) {
    self.fields = fields
    serverMembers = members.map { (name: $0.0, value: $0.1) }
    self.id = id
  }

  /// Returns the agent as it is stored.
  /// - Parameters:
  ///   - identity: The member that holds the id.
  ///   - sent: The fields that the request set, with their defaults.
  ///   - now: ISO 8601 in UTC.
  package func record(id: String, identity: String, _ sent: Members, _ caller: Members, _ now: String) -> Members {
    var record: Members = [identity: .string(id)]
    for member in serverMembers {
      switch member.value {
      case .value(let value): record[member.name] = value
      case .caller(let name): record[member.name] = caller[name]
      case .now: record[member.name] = .string(now)
      }
    }
    for member in sent { record[member.key] = member.value }
    return record
  }
}
