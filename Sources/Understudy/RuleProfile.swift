import UnderstudyVendors

extension MockServer {
  /// A named set of rule switches.
  public enum RuleProfile: String, Sendable, CaseIterable {
    /// The rules as the vendors document them.
    case documented
    /// Without the rules that refuse what working public clients send, and with the members that they use.
    case observed

    var profile: Profile {
      switch self {
      case .documented: .documented
      case .observed: .observed
      }
    }
  }
}
