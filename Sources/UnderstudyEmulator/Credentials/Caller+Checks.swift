import UnderstudyVendors

extension Accounts.Caller {
  /// The same where the rules about credentials are kept; without an account where they are switched off, and
  /// nothing is then asked of the sender.
  func checked(for surface: Surface, _ switches: Switches) throws(Refusal) {
    let credential = surface.credential
    guard token != nil else {
      return try refuse(surface.credentialRequiredRule, credential.required, credential.demand, switches)
    }
    guard account != nil else {
      let message = "The credential in \(credential.nouns) is unknown"
      return try refuse(surface.credentialKnownRule, credential.known, message, switches)
    }
    guard let other = credential.confirmation else { return }
    switch confirmation {
    case .known: return
    case .unknown:
      let message = "The credential in \(other.place.noun) is unknown"
      try refuse(surface.knownRule(of: other), other.known, message, switches)
    case .none:
      let rule = surface.requiredRule(of: other)
      try refuse(rule, other.required, "\(other.place.noun) must be sent too", switches, byDefault: false)
    }
  }

  private func refuse(
    _ rule: String, _ demand: Credential.Demand, _ message: String, _ switches: Switches,
    byDefault isOnByDefault: Bool = true
  ) throws(Refusal) {
    guard switches.isOn(rule, byDefault: isOnByDefault) else { return }
    throw Refusal(rule: rule, reason: demand.refusal, saying: message)
  }
}
