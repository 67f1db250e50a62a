import UnderstudyHTTP

extension Credential {
  /// Where a token can stand.
  package enum Place: Sendable {
    case header(String)
    /// `Authorization: Bearer <token>`; the scheme in any case.
    case bearer
    /// A cookie of this name.
    case cookie(String)

    package var headerName: String {
      switch self {
      case .header(let name): name
      case .bearer: "Authorization"
      case .cookie: "Cookie"
      }
    }

    /// The place in words: `x-api-key`, `the cookie session`.
    package var noun: String {
      switch self {
      case .header, .bearer: "`\(headerName)`"
      case .cookie(let name): "the cookie `\(name)`"
      }
    }

    /// The header's value with this token in it.
    package func value(of token: String) -> String {
      switch self {
      case .header: token
      case .bearer: "Bearer \(token)"
      case .cookie(let name): "\(name)=\(token)"
      }
    }

    /// - Parameter value: of the header, without white space around it.
    /// - Returns: nil where there is no token, or a blank one.
    package func token(in value: String) -> String? {
      let token =
        switch self {
        case .header: value
        case .bearer: Self.token(ofBearer: value)
        case .cookie(let name): Self.value(ofCookie: name, in: value)
        }
      return token.isBlank ? nil : token
    }

    private static func token(ofBearer value: String) -> String {
      let parts = value.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
      return String(parts[1].drop { $0 == " " })
    }

    private static func value(ofCookie name: String, in value: String) -> String {
      let cookie = Cookies(value).pairs.first { $0.name == name && $0.value?.isEmpty == false }
      return String(cookie?.value ?? "")
    }
  }
}
