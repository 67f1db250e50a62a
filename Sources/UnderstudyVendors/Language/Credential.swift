import UnderstudyJSON

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
  /// A second token that the request may carry.
  package let secondary: SecondaryCredential?

  package struct Demand: Sendable {
    package let refusal: Refusal.Kind
    package let source: Source

    package init(_ refusal: Refusal.Kind, _ source: Source) {
      self.refusal = refusal
      self.source = source
    }
  }

  package init(
    _ places: Place..., table: String, member: String, subject: String, required: Demand, known: Demand,
    secondary: SecondaryCredential? = nil
  ) {
    self.places = places
    self.table = table
    self.member = member
    self.subject = subject
    self.required = required
    self.known = known
    self.secondary = secondary
  }

  /// Where it stands, in words.
  package var nouns: String { places.map(\.noun).joined(separator: " or ") }

  /// What a request without any token lacks.
  package var demand: String { "A credential must be sent in \(nouns)" }
}

/// A second token, which has to belong to the same account. Leaving it out is accepted unless its rule is switched on.
package struct SecondaryCredential: Sendable {
  package let place: Credential.Place
  /// The member of the account that holds the tokens.
  package let member: String
  package let subject: String
  package let required: Credential.Demand
  package let known: Credential.Demand

  package init(
    _ place: Credential.Place, member: String, subject: String, required: Credential.Demand,
    known: Credential.Demand
  ) {
    self.place = place
    self.member = member
    self.subject = subject
    self.required = required
    self.known = known
  }
}
