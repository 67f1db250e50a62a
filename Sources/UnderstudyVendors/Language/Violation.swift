import UnderstudyJSON

/// A violation of a rule by a request. ``ownMessage`` is the message if the vendor's is unknown.
package struct Violation: Sendable {
  /// The id of the violated rule.
  package let rule: String
  package let path: Path
  package let kind: Kind
  /// The invalid value; nil if a value is missing or secret.
  package let found: JSON?
  /// The vendor's exact message, if it is known. `{value}` stands for the value.
  package let vendorMessage: String?

  package init(rule: String, path: Path, kind: Kind, found: JSON? = nil, vendorMessage: String? = nil) {
    self.rule = rule
    self.path = path
    self.kind = kind
    self.found = found
    self.vendorMessage = vendorMessage
  }

  package enum Kind: Sendable {
    /// The value has another type.
    case type(Value)
    case failedCheck(Check)
    case missing(Requirement)
    /// The field is set at creation, and a sent value has no effect.
    case ignoredOnUpdate
    /// The field is set at creation, and only the stored value is accepted.
    case rejectedOnUpdate
    /// The field does not apply to the agent.
    case inapplicable(Applicability)
    /// The field has no effect, because what it selects is not emulated.
    case notEmulated
    case unknown(nearest: String?)
    /// A violation that is not about one field, with its message.
    case other(String)
  }
}

extension Violation.Kind {
  /// The expectation in words that follow the name of the field at `path`: `must be a string`.
  package func expectation(at path: Path) -> String {
    switch self {
    case .type(let value): "must be \(value.typeDescription)"
    case .failedCheck(let check): check.expectation
    case .missing(let requirement):
      "is required" + (requirement.condition.map { " when \($0.description(beside: path))" } ?? "")
    case .ignoredOnUpdate, .rejectedOnUpdate: "is set at creation and cannot be changed"
    case .inapplicable(let applicability): applicability.description(at: path)
    case .notEmulated: "is not emulated"
    case .unknown(let nearest): "is not a field of this endpoint" + Suggestion.clause(nearest)
    case .other(let message): message
    }
  }
}

extension Violation {
  /// The vendor's message, otherwise Understudy's own.
  package var message: String {
    vendorMessage.map { $0.replacing("{value}", with: found?.string ?? found?.description ?? "") } ?? ownMessage
  }

  /// Understudy's own message, with the field's full path.
  package var ownMessage: String {
    if case .other(let text) = kind { return text }
    // Reserved at once, because every refusal builds a message.
    var message = ""
    message.reserveCapacity(120)
    message += "`"
    message += path.truncatedDescription
    message += "` "
    message += kind.expectation(at: path)
    switch (kind, found) {
    case (.failedCheck(let check), .array(let elements)?) where check.assertion.isAboutCount:
      message += ", but has \(elements.count)"
    case (.failedCheck, let found?), (.type, let found?): message += ", but was \(found.shortDescription)"
    default: break
    }
    return message
  }
}

extension JSON {
  /// The value if it is short, otherwise its type.
  fileprivate var shortDescription: String {
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
  /// The path, truncated if a client sent a long name.
  package var truncatedDescription: String { description.truncated(to: 120) }
}

extension String {
  /// Returns the text, truncated to a number of Unicode scalars.
  package func truncated(to limit: Int) -> String {
    guard utf8.count > limit, unicodeScalars.count > limit else { return self }
    return String(unicodeScalars.prefix(limit - 1)) + "…"
  }
}

/// A member of an accepted request that has no effect, which its sender probably did not intend.
package struct Warning: Sendable {
  package let path: Path
  package let kind: Violation.Kind

  /// The warning as a sentence: "`tempurature` is not a field of this endpoint; did you mean `temperature`?".
  package var message: String {
    let message = "`\(path.truncatedDescription)` \(kind.expectation(at: path))"
    return if case .unknown = kind { message } else { message + "; it was ignored" }
  }
}
