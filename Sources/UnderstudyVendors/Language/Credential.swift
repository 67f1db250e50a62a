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
  /// What else the sender may show.
  package let confirmation: Confirmation?

  package struct Demand: Sendable {
    package let refusal: Refusal.Reason
    package let source: Source

    package init(_ refusal: Refusal.Reason, _ source: Source) {
      self.refusal = refusal
      self.source = source
    }
  }

  package init(
    _ places: Place..., table: String, member: String, subject: String, required: Demand, known: Demand,
    confirmedBy confirmation: Confirmation? = nil
  ) {
    self.places = places
    self.table = table
    self.member = member
    self.subject = subject
    self.required = required
    self.known = known
    self.confirmation = confirmation
  }

  /// Where it stands, in words.
  package var nouns: String { places.map(\.noun).joined(separator: " or ") }

  /// What a request without any token lacks.
  package var demand: String { "A credential must be sent in \(nouns)" }

  /// A second token, which has to belong to the same account. Leaving it out is accepted unless its rule is
  /// switched on.
  package struct Confirmation: Sendable {
    package let place: Place
    /// The member of the account that holds the tokens.
    package let member: String
    package let subject: String
    package let required: Demand
    package let known: Demand

    package init(_ place: Place, member: String, subject: String, required: Demand, known: Demand) {
      self.place = place
      self.member = member
      self.subject = subject
      self.required = required
      self.known = known
    }
  }
}
