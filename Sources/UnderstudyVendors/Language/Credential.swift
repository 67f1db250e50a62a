import UnderstudyHTTP
import UnderstudyJSON

/// The places of the token that identifies a caller, and the seeded accounts that it belongs to.
package struct Credential: Sendable {
  /// The places of the token. The first place with a token counts.
  package let places: [Place]
  /// The vendor's table of accounts, and the member of its records that holds the token.
  package let table: String
  package let member: String
  /// `<subject>`, the middle part of the rules' ids.
  package let subject: String
  /// The rejections of a request without a token and of one with an unknown token.
  package let required: Rejection
  package let known: Rejection
  /// A second token that the request may carry.
  package let secondary: SecondaryCredential?

  /// How a vendor refuses a request for its credential, and where it documents that.
  package typealias Rejection = (refusal: Refusal.Kind, source: Source)

  package init(
    _ places: Place..., table: String, member: String, subject: String, required: Rejection, known: Rejection,
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

  package var placesDescription: String { places.map(\.description).joined(separator: " or ") }

  /// The message about a missing token.
  package var missingMessage: String { "A credential must be sent in \(placesDescription)" }
}

/// A second token, which must belong to the same account. It may be missing unless its rule is on.
package struct SecondaryCredential: Sendable {
  package let place: Credential.Place
  /// The member of the account that holds the tokens.
  package let member: String
  package let subject: String
  package let required: Credential.Rejection
  package let known: Credential.Rejection

  package init(
    _ place: Credential.Place, member: String, subject: String, required: Credential.Rejection,
    known: Credential.Rejection
  ) {
    self.place = place
    self.member = member
    self.subject = subject
    self.required = required
    self.known = known
  }
}

extension Credential {
  /// The place of a token in a request.
  package enum Place: Sendable, CustomStringConvertible {
    case header(String)
    /// `Authorization: Bearer <token>`, with the scheme in any case.
    case bearer
    /// The cookie with this name.
    case cookie(String)

    package var headerName: String {
      switch self {
      case .header(let name): name
      case .bearer: "Authorization"
      case .cookie: "Cookie"
      }
    }

    /// The place in words: `x-api-key`, `the cookie session`.
    package var description: String {
      switch self {
      case .header, .bearer: "`\(headerName)`"
      case .cookie(let name): "the cookie `\(name)`"
      }
    }

    /// Returns the header's value with this token.
    package func value(of token: String) -> String {
      switch self {
      case .header: token
      case .bearer: "Bearer \(token)"
      case .cookie(let name): "\(name)=\(token)"
      }
    }

    /// Returns the token in a header's value; nil if there is none or it is blank.
    /// - Parameter value: The value without surrounding white space.
    package func token(in value: String) -> String? {
      let token =
        switch self {
        case .header: value
        case .bearer: Self.token(ofBearer: value)
        case .cookie(let name):
          String(Cookies(value).pairs.first { $0.name == name && $0.value?.isEmpty == false }?.value ?? "")
        }
      return token.isBlank ? nil : token
    }

    private static func token(ofBearer value: String) -> String {
      let parts = value.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
      return String(parts[1].drop { $0 == " " })
    }
  }
}
