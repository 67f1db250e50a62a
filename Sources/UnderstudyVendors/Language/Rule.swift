import UnderstudyJSON

/// One check as the rules page lists it: its summary, its source and its default.
package struct Rule: Sendable {
  /// `<namespace>.<subject>.<kind>`, for example `centerfy.temperature.range`. Stable, because users switch rules by
  /// it.
  package let id: String
  /// The subject of the rule: a field with its full path, a header, or `body`.
  package let subject: String
  /// The rule as a sentence.
  package let summary: String
  /// The vendor's exact message, if the rule has one of its own.
  package let vendorMessage: String?
  /// The condition that must hold, as ``Predicate`` prints it; nil if the summary alone states it.
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
  package var ownMessage: String { summary.hasSuffix(".") ? String(summary.dropLast()) : summary }

  func qualified(by namespace: String) -> Rule {
    Rule(
      id: "\(namespace).\(id)", subject: subject, summary: summary, message: vendorMessage,
      condition: condition, source: source, activation: activation)
  }
}

extension Rule {
  /// Returns the rule as JSON.
  /// - Parameter surface: The surface whose page is `document`.
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

  /// Returns the rule as JSON, with whether it is on.
  package func listing(of surface: Surface, _ switches: Switches) -> JSON {
    var listing = listing(of: surface)
    listing["enabled"] = .bool(switches.isOn(self))
    return .object(listing)
  }
}

/// The source of a statement about a vendor.
package enum Source: Sendable, Hashable {
  /// The vendor's page for the operation, under this heading.
  case documented(_ heading: String)
  /// Another public page of the vendor, at this address.
  case published(_ address: String)
  /// No page: an assumption, with its reason.
  case assumed(_ reason: String)

  /// `documented`, `published` or `assumed`.
  package var kind: String {
    switch self {
    case .documented: "documented"
    case .published: "published"
    case .assumed: "assumed"
    }
  }

  /// The heading, the address or the reason.
  package var place: String {
    switch self {
    case .documented(let place), .published(let place), .assumed(let place): place
    }
  }
}
