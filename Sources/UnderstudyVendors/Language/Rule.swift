import UnderstudyJSON

/// One check as people see it: what it demands, where that is written, and whether it is on by default.
package struct Rule: Sendable {
  /// `<namespace>.<subject>.<kind>`, for example `centerfy.temperature.range`. Stable: users switch rules by it.
  package let id: String
  /// What the rule is about: a field by its full path, a header, `body`.
  package let subject: String
  /// What the rule demands, as a sentence.
  package let summary: String
  /// What the vendor says when it refuses, exactly, if that is the rule's own.
  package let vendorMessage: String?
  /// The condition that has to hold, as a ``Predicate`` prints it; nil if the summary alone says it.
  package let condition: String?
  package let source: Source
  package let activation: Activation

  package enum Activation: String, Sendable {
    case on, off
    /// The rule cannot be switched.
    case always
  }

  package init(
    id: String, subject: String, summary: String, message: String? = nil, condition: String? = nil,
    source: Source, activation: Activation = .on
  ) {
    self.id = id
    self.subject = subject
    self.summary = summary
    vendorMessage = message
    self.condition = condition
    self.source = source
    self.activation = activation
  }

  package var isOnByDefault: Bool { activation != .off }

  /// The summary without its full stop, as messages have it.
  package var demand: String { summary.hasSuffix(".") ? String(summary.dropLast()) : summary }

  func qualified(by namespace: String) -> Rule {
    Rule(
      id: "\(namespace).\(id)", subject: subject, summary: summary, message: vendorMessage,
      condition: condition, source: source, activation: activation)
  }
}

extension Rule {
  /// The rule as machines read it.
  /// - Parameter surface: The surface whose page `document` names.
  package func listing(of surface: Surface) -> Members {
    var listing: Members = [
      "id": .string(id),
      "subject": .string(subject),
      "sentence": .string(summary),
      "message": vendorMessage.map(JSON.string) ?? .null,
      "source": .string(source.kind),
      "document": .string(surface.document),
      "place": .string(source.place),
      "default": .string(activation.rawValue),
    ]
    listing["condition"] = condition.map(JSON.string)
    return listing
  }

  /// The same, and whether the rule is on.
  package func listing(of surface: Surface, _ switches: Switches) -> JSON {
    var listing = listing(of: surface)
    listing["enabled"] = .bool(switches.isOn(self))
    return .object(listing)
  }
}
