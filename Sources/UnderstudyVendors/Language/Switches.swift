/// A named set of switches, which vendors declare.
package enum Profile: String, Sendable, CaseIterable {
  /// The vendors' pages: every rule has its default.
  case documented
  /// The vendors as public clients use them.
  case observed
}

/// The switches of rules: by id, otherwise by the profile. A rule without a switch has its default.
package struct Switches: Sendable, Equatable {
  private var switched: [String: Bool]
  /// The switches of the profile.
  private var profileSwitches: [String: Bool]
  package private(set) var profile: Profile

  /// Switches rules by their ids; an id in both lists is on.
  package init(
    _ profile: Profile = .documented, _ profileSwitches: [String: Bool] = [:], disabled: [String] = [],
    enabled: [String] = []
  ) {
    let switches = disabled.map { ($0, false) } + enabled.map { ($0, true) }
    switched = Dictionary(switches) { _, last in last }
    self.profile = profile
    self.profileSwitches = profileSwitches
  }

  package mutating func set(_ id: String, isOn: Bool) { switched[id] = isOn }

  /// Replaces the profile. Rules that are switched by id stay as they are.
  package mutating func use(_ profile: Profile, _ switches: [String: Bool]) {
    self.profile = profile
    profileSwitches = switches
  }

  package func isOn(_ id: String, byDefault isOnByDefault: Bool = true) -> Bool {
    switched[id] ?? profileSwitches[id] ?? isOnByDefault
  }

  package func isOn(_ rule: Rule) -> Bool { isOn(rule.id, byDefault: rule.isOnByDefault) }

  /// Returns the rules that are on here and off there, or off here and on there.
  package func rules(among rules: [Rule], differingFrom other: Switches) -> [Rule] {
    self == other ? [] : rules.filter { isOn($0) != other.isOn($0) }
  }

  /// Whether the rule is switched by its id, which no profile changes.
  package func isSwitchedByID(_ id: String) -> Bool { switched[id] != nil }
}
