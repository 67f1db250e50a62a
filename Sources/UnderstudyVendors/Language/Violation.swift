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
    /// - Parameter message: The vendor's exact message, if it is known.
    case rejectedOnUpdate(message: String?)
    /// The field does not apply to the agent.
    case inapplicable(Applicability)
    /// The field has no effect, because what it selects is not emulated.
    case notEmulated
    case unknown(nearest: String?)
    /// Only the server sets the field, and the sent value is not the stored one.
    case setByServer
    /// The member passes through, but its name is almost that of a field.
    case nearMiss(of: String)
    /// The value is stored, although it fails a check whose rule is off; see ``Check/doubt``.
    case doubtful(Check, because: String)
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
    case .setByServer: "cannot be set by an update"
    case .nearMiss(let field):
      "was stored as it is, but it is not a documented member" + Suggestion.clause(field)
    case .doubtful(let check, let doubt):
      "\(check.expectation.replacing("must", with: "should")); it was stored, because \(doubt)"
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
    guard let found else { return message }
    switch kind {
    case .failedCheck(let check):
      message += check.assertion.count(in: found).map { ", but has \($0)" } ?? ", but was \(found.shortDescription)"
    case .type: message += ", but was \(found.shortDescription)"
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

/// Something in an accepted request that its sender probably did not intend, such as a member that has no effect.
package struct Warning: Sendable {
  package let path: Path
  package let kind: Violation.Kind

  package init(path: Path, kind: Violation.Kind) {
    self.path = path
    self.kind = kind
  }

  /// Whether the member has no effect.
  package var isIgnored: Bool {
    switch kind {
    case .nearMiss, .doubtful, .other: false
    default: true
    }
  }

  /// The name of the field that was probably meant; nil if none is near.
  package var suggestion: String? {
    switch kind {
    case .unknown(let nearest): nearest
    case .nearMiss(let field): field
    default: nil
    }
  }

  /// The warning as a sentence: "`tempurature` is not a field of this endpoint; did you mean `temperature`?".
  package var message: String {
    if case .other(let message) = kind { return message }
    let message = "`\(path.truncatedDescription)` \(kind.expectation(at: path))"
    return switch kind {
    case .unknown, .setByServer, .nearMiss, .doubtful: message
    default: message + "; it was ignored"
    }
  }
}
