/// One check, as people see it: what it demands, where that is written, and whether it is on unless asked.
package struct Rule: Sendable {
  /// `<surface>.<subject>.<kind>`, for example `centerfy.temperature.range`. Stable: users switch rules by it.
  package let id: String
  /// What the rule is about: a field by its full path, a header, `body`.
  package let subject: String
  package let sentence: String
  /// What the vendor says when it refuses, exactly, where that is the rule's own.
  package let words: String?
  package let source: Source
  package let isOnByDefault: Bool

  package init(
    id: String, subject: String, sentence: String, saying words: String? = nil, source: Source,
    isOnByDefault: Bool = true
  ) {
    self.id = id
    self.subject = subject
    self.sentence = sentence
    self.words = words
    self.source = source
    self.isOnByDefault = isOnByDefault
  }
}

/// Which rules are on: each by its default unless it was switched.
package struct Switches: Sendable {
  private var switched: [String: Bool]

  /// - Parameters:
  ///   - disabled: ids of rules to switch off.
  ///   - enabled: ids of rules to switch on; a rule named in both is on.
  package init(disabled: [String] = [], enabled: [String] = []) {
    switched = Dictionary(
      disabled.map { ($0, false) } + enabled.map { ($0, true) }, uniquingKeysWith: { _, last in last })
  }

  package mutating func set(_ id: String, isOn: Bool) { switched[id] = isOn }

  package func isOn(_ id: String, byDefault isOnByDefault: Bool = true) -> Bool {
    switched[id] ?? isOnByDefault
  }
}
