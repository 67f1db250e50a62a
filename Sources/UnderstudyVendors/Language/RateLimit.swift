import UnderstudyJSON

/// How many requests of a caller a vendor accepts in each minute.
package struct RateLimit: Sendable {
  /// The callers that share a count.
  package enum Scope: Sendable {
    /// All credentials of an account, which this member of its record names.
    case account(String)
    /// Each credential by itself.
    case token
  }

  package let scope: Scope
  /// The id of the rule, which is off by default.
  package let rule: String
  let listed: Guard
  private let requests: @Sendable (_ account: Members, ReferenceRecords) -> Int

  /// The time that a request counts, in seconds.
  package static let window = 60
  /// The member of an account that replaces the vendor's number.
  package static let member = "requestsPerMinute"
  /// The seed field of ``member``.
  package static let field = Field(
    member, .integer.range(1...1_000_000), "The number of requests in 60 seconds, in place of the vendor's"
  ).serverOnly

  /// - Parameters:
  ///   - vendor: The vendor's id, the first part of the rule's id.
  ///   - requests: Returns the number of requests that the vendor accepts in a minute.
  package init(
    _ vendor: String, by scope: Scope, _ summary: String, _ source: Source,
    requests: @escaping @Sendable (_ account: Members, ReferenceRecords) -> Int
  ) {
    self.scope = scope
    self.requests = requests
    rule = "\(vendor).requests.rate"
    listed = Guard(
      Rule(id: rule, subject: "requests", summary: summary, source: source, activation: .off), .rate, .rateLimited,
      .standard(.rate))
  }

  /// Returns the number of requests that an account may send in a minute.
  package func requests(of account: Members, _ records: ReferenceRecords) -> Int {
    guard case .number(let number)? = account[Self.member], let count = Int(exactly: number.double) else {
      return requests(account, records)
    }
    return count
  }

  /// Returns the name of a caller's count, which the surfaces of a vendor share.
  package func counter(of account: Members, token: String) -> String {
    switch scope {
    case .account(let member): account[member]?.string ?? token
    case .token: token
    }
  }
}
