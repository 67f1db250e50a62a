import UnderstudyJSON

/// A rule that a request breaks, as a fact. Vendors word it; ``ownMessage`` is the wording where theirs is free.
package struct Violation: Sendable {
  /// The id of the broken rule.
  package let rule: String
  package let path: Path
  package let fact: Fact
  /// The value that breaks the rule; nil where one is missing, or is a secret.
  package let found: JSON?
  /// The vendor's exact words where they are known; `{value}` stands for the value.
  package let words: String?

  package init(rule: String, path: Path, fact: Fact, found: JSON? = nil, words: String? = nil) {
    self.rule = rule
    self.path = path
    self.fact = fact
    self.found = found
    self.words = words
  }

  package enum Fact: Sendable {
    /// The value has another type.
    case type(Value)
    case unmet(Check)
    case missing(Condition?)
    /// Set at creation and fixed since: whatever is sent has no effect.
    case ignoredOnUpdate
    /// Set at creation and fixed since: another value than the stored one is refused.
    case rejectedOnUpdate
    /// Without meaning as the agent is.
    case inapplicable(Applicability)
    case unknown(nearest: String?)
    /// A demand that is not about one field, in the vendor's own words or ours.
    case other(String)
  }
}

extension Violation.Fact {
  /// What is demanded, to follow the name of the field, which is at `path`: `must be a string`.
  package func expectation(at path: Path) -> String {
    switch self {
    case .type(let value): "must be \(value.noun)"
    case .unmet(let check): check.expectation
    case .missing(nil): "is required"
    case .missing(let condition?): "is required when \(condition.text(beside: path))"
    case .ignoredOnUpdate, .rejectedOnUpdate: "is set at creation and cannot be changed"
    case .inapplicable(let applicability): applicability.text(at: path)
    case .unknown(let nearest): "is not a field of this endpoint" + Suggestion.clause(nearest)
    case .other(let message): message
    }
  }
}

extension Violation {
  /// The vendor's words, or ours where the vendor's are free.
  package var message: String {
    words.map { $0.replacing("{value}", with: found?.text ?? "") } ?? ownMessage
  }

  /// The violation in our words, naming the field by its full path.
  package var ownMessage: String {
    if case .other(let text) = fact { return text }
    // In room enough from the beginning: a refusal makes one each time.
    var message = ""
    message.reserveCapacity(120)
    message += "`"
    message += path.excerpt
    message += "` "
    message += fact.expectation(at: path)
    switch (fact, found) {
    case (.unmet(let check), .array(let elements)?) where check.demand.isOnCount:
      message += ", but has \(elements.count)"
    case (.unmet, let found?), (.type, let found?):
      message += ", but was "
      message += found.excerpt
    default: break
    }
    return message
  }
}

extension JSON {
  /// As in prose: strings without quotes.
  fileprivate var text: String { string ?? description }

  /// The value itself where it is short, otherwise what kind of value it is.
  fileprivate var excerpt: String {
    switch self {
    case .null, .bool: description
    case .number(let number) where number.text.utf8.count <= 40: number.text
    case .string(let text) where text.unicodeScalars.count <= 60: description
    case .string(let text): "a string of \(text.unicodeScalars.count) characters"
    default: kind
    }
  }
}

extension Path {
  /// The path, cut where a client sent a name of great length.
  package var excerpt: String { description.excerpt(120) }
}

extension String {
  /// The text, cut to so many Unicode scalars.
  package func excerpt(_ limit: Int) -> String {
    guard utf8.count > limit, unicodeScalars.count > limit else { return self }
    return String(unicodeScalars.prefix(limit - 1)) + "…"
  }
}
