import JSON
import Schema

/// How a request says who sends it, and which seeded record that is.
package struct Credential: Sendable {
  /// Where a token can stand; the first place that holds one counts.
  package let places: [Place]
  /// The vendor's table of accounts, and the member of its records that holds the token.
  package let table: String
  package let member: String
  /// `<subject>`: the middle part of the rules' ids.
  package let subject: String
  /// Why a request without any token is refused, and one with an unknown token.
  package let required: Demand
  package let known: Demand

  package enum Place: Sendable {
    case header(String)
    /// `Authorization: Bearer <token>`; the scheme in any case.
    case bearer

    package var headerName: String {
      switch self {
      case .header(let name): name
      case .bearer: "Authorization"
      }
    }

    /// - Parameter value: of the header, without white space around it.
    package func token(in value: String) -> String? {
      guard case .bearer = self else { return value.isEmpty ? nil : value }
      let parts = value.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
      return String(parts[1].drop { $0 == " " })
    }
  }

  package struct Demand: Sendable {
    package let refusal: Refusal.Reason
    package let source: Source

    package init(_ refusal: Refusal.Reason, _ source: Source) {
      self.refusal = refusal
      self.source = source
    }
  }

  package init(
    _ places: Place..., table: String, member: String, subject: String, required: Demand, known: Demand
  ) {
    self.places = places
    self.table = table
    self.member = member
    self.subject = subject
    self.required = required
    self.known = known
  }
}

/// Who may touch an agent.
package struct Access: Sendable {
  /// `<subject>.<kind>`: the rule's id without the endpoint.
  package let name: String
  package let sentence: String
  package let source: Source
  package let refusal: Refusal.Reason
  package let allows: @Sendable (_ account: Members, _ agent: Members) -> Bool

  package init(
    _ name: String, _ sentence: String, _ source: Source, refusal: Refusal.Reason,
    allows: @escaping @Sendable (_ account: Members, _ agent: Members) -> Bool
  ) {
    self.name = name
    self.sentence = sentence
    self.source = source
    self.refusal = refusal
    self.allows = allows
  }
}
