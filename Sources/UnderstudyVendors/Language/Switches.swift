/// The switches of rules. A rule without a switch has its default.
package struct Switches: Sendable {
  private var switched: [String: Bool]

  /// - Parameters:
  ///   - disabled: The ids of rules to switch off.
  ///   - enabled: The ids of rules to switch on; an id in both is on.
  package init(disabled: [String] = [], enabled: [String] = []) {
    switched = Dictionary(
      disabled.map { ($0, false) } + enabled.map { ($0, true) }, uniquingKeysWith: { _, last in last })
  }

  package mutating func set(_ id: String, isOn: Bool) { switched[id] = isOn }

  package func isOn(_ id: String, byDefault isOnByDefault: Bool = true) -> Bool {
    switched[id] ?? isOnByDefault
  }

  package func isOn(_ rule: Rule) -> Bool { isOn(rule.id, byDefault: rule.isOnByDefault) }
}
