import UnderstudyHTTP
import UnderstudyJSON

/// The places of the token that identifies a caller, and the seeded accounts that it belongs to.
package struct Credential: Sendable {
  /// The places of the token, each with the member of the account's record that holds it. The first place with a token
  /// counts.
  package private(set) var tokens: [(place: Place, member: String)]
  /// The vendor's table of accounts.
  package let table: String
  /// `<subject>`, the middle part of the rules' ids.
  package let subject: String
  /// The rejections of a request without a token and of one with an unknown token.
  package let required: Rejection
  package let known: Rejection
  /// A second token that the request may carry.
  package let secondary: SecondaryCredential?

  /// How a vendor refuses a request for its credential, and where it documents that.
  package struct Rejection: Sendable {
    let refusal: Refusal.Kind
    let source: Source
    /// The vendor's exact message, if it is known.
    let message: String?

    package static func unauthorized(_ source: Source, message: String? = nil) -> Rejection {
      Rejection(refusal: .unauthorized, source: source, message: message)
    }

    package static func forbidden(_ source: Source, message: String? = nil) -> Rejection {
      Rejection(refusal: .forbidden, source: source, message: message)
    }
  }

  package init(
    _ places: Place..., table: String, member: String, subject: String, required: Rejection, known: Rejection,
    secondary: SecondaryCredential? = nil
  ) {
    tokens = places.map { ($0, member) }
    self.table = table
    self.subject = subject
    self.required = required
    self.known = known
    self.secondary = secondary
  }

  /// Returns the credential with a further place, whose tokens are in another member of the account.
  package func or(_ place: Place, member: String) -> Credential {
    var credential = self
    credential.tokens.append((place, member))
    return credential
  }

  package var places: [Place] { tokens.map(\.place) }

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
    /// The cookie with this name, whose value is the token, or the token and a signature after a `.`.
    case signedCookie(String)

    package var headerName: String {
      switch self {
      case .header(let name): name
      case .bearer: "Authorization"
      case .cookie, .signedCookie: "Cookie"
      }
    }

    /// The place in words: `x-api-key`, `the cookie session`.
    package var description: String {
      switch self {
      case .header, .bearer: "`\(headerName)`"
      case .cookie(let name), .signedCookie(let name): "the cookie `\(name)`"
      }
    }

    /// Returns the header's value with this token.
    package func value(of token: String) -> String {
      switch self {
      case .header: token
      case .bearer: "Bearer \(token)"
      case .cookie(let name), .signedCookie(let name): "\(name)=\(token)"
      }
    }

    /// Returns the token in a header's value; nil if there is none or it is blank.
    /// - Parameter value: The value without surrounding white space.
    package func token(in value: String) -> String? {
      let token =
        switch self {
        case .header: value
        case .bearer: Self.token(ofBearer: value)
        case .cookie(let name), .signedCookie(let name):
          String(Cookies(value).pairs.first { $0.name == name && $0.value?.isEmpty == false }?.value ?? "")
        }
      return token.isBlank ? nil : token
    }

    /// Returns what the value of a signed cookie can mean, the likelier first: itself, or the value without its signature,
    /// which is not checked; nil if the value has one meaning only. A `~` and the name of a sandbox may be before or behind
    /// the signature.
    package func readings(of token: String) -> [String]? {
      guard case .signedCookie = self else { return nil }
      let name = token[(token.utf8.lastIndex(of: UInt8(ascii: "~")) ?? token.endIndex)...]
      let named = token[..<name.startIndex]
      let unsigned: String
      let signature: Substring
      if let dot = name.lastIndex(of: "."), name[dot...].isLongSignature || !named.contains(".") {
        (unsigned, signature) = (String(token[..<dot]), name[dot...])
      } else if let dot = named.lastIndex(of: ".") {
        (unsigned, signature) = (String(named[..<dot] + name), named[dot...])
      } else {
        return nil
      }
      return signature.isLongSignature ? [unsigned, token] : [token, unsigned]
    }

    private static func token(ofBearer value: String) -> String {
      let parts = value.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
      return String(parts[1].drop { $0 == " " })
    }
  }
}

extension Substring {
  /// Whether this is as long as a dot and an HMAC-SHA256 in base 64. Anything shorter may be the end of a sandbox's name.
  fileprivate var isLongSignature: Bool { utf8.count > 43 }
}

extension JSON {
  /// The tokens in a member of an account: one text, or an array of them.
  package var tokens: [String] { array?.compactMap(\.string) ?? string.map { [$0] } ?? [] }
}
