import UnderstudyJSON

extension OperationDocument {
  var securitySchemes: Members {
    places.reduce(into: Members()) { schemes, place in schemes[name(of: place)] = place.securityScheme }
  }

  /// The alternatives of authentication: each place of the credential, with and without the second token.
  var security: [JSON] {
    let credential = surface.credential
    let isRequired = isOn(.credentialSent)
    let ways = credential.places.flatMap { place -> [Members] in
      let way: Members = [name(of: place): []]
      guard let secondary = credential.secondary else { return [way] }
      var confirmed = way
      confirmed[name(of: secondary.place)] = []
      return isOn(.secondaryCredentialSent) ? [confirmed] : [way, confirmed]
    }
    return ways.map(JSON.object) + (isRequired ? [] : [[:]])
  }

  private var places: [Credential.Place] {
    surface.credential.places + [surface.credential.secondary?.place].compactMap(\.self)
  }

  /// Returns the name of a scheme, which the surfaces of one vendor share if they use the same place.
  private func name(of place: Credential.Place) -> String {
    switch place {
    case .header(let name), .cookie(let name): "\(surface.vendor).\(name)"
    case .bearer: "\(surface.vendor).bearer"
    }
  }
}

extension Credential.Place {
  fileprivate var securityScheme: JSON {
    switch self {
    case .header(let name): ["type": "apiKey", "in": "header", "name": .string(name)]
    case .bearer: ["type": "http", "scheme": "bearer"]
    case .cookie(let name): ["type": "apiKey", "in": "cookie", "name": .string(name)]
    }
  }
}
