import UnderstudyJSON

/// One check as the rules page lists it: its summary, its source and its default.
package struct Rule: Sendable {
  /// `<namespace>.<subject>.<kind>`: `centerfy.temperature.range`. Stable, because users switch rules by it.
  package internal(set) var id: String
  /// The subject of the rule: a field with its full path, a header, or `body`.
  package let subject: String
  /// The rule as a sentence.
  package let summary: String
  /// The vendor's exact message, if the rule has one of its own.
  package internal(set) var vendorMessage: String?
  /// The condition that must hold, as ``Predicate`` prints it; nil if the summary alone states it.
  package internal(set) var condition: String?
  package let source: Source
  package internal(set) var activation = Activation.on
  /// What the rule does to a request.
  package internal(set) var role = Role.refusal

  package enum Role: Sendable {
    /// It refuses.
    case refusal
    /// It refuses nothing, and switches what is answered or stored.
    case behaviour
  }

  package enum Activation: String, Sendable {
    case on, off
    /// The rule cannot be switched.
    case always
  }

  package var isOnByDefault: Bool { activation != .off }

  /// The summary without its full stop, as messages have it.
  package var ownMessage: String { summary.hasSuffix(".") ? String(summary.dropLast()) : summary }
}

extension Rule {
  /// A rule that refuses nothing, and switches what is answered or stored.
  /// - Parameter id: The whole id; its second part is the subject.
  package static func behaviour(
    _ id: String, _ summary: String, _ source: Source, _ activation: Activation = .off
  ) -> Rule {
    let subject = id.split(separator: ".").dropFirst().first.map(String.init) ?? id
    return Rule(
      id: id, subject: subject, summary: summary, source: source, activation: activation, role: .behaviour)
  }

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
    if role == .behaviour { listing["refuses"] = false }
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
  /// The vendor's page implies it under this heading, without saying it.
  case inferred(_ heading: String)
  /// Public code of a client, which relies on it.
  case observed(_ client: String)
  /// No page: an assumption, with its reason.
  case assumed(_ reason: String)

  package var kind: String {
    switch self {
    case .documented: "documented"
    case .published: "published"
    case .inferred: "inferred"
    case .observed: "observed"
    case .assumed: "assumed"
    }
  }

  /// The heading, the address, the client or the reason.
  package var place: String {
    switch self {
    case .documented(let place), .published(let place), .inferred(let place), .observed(let place),
      .assumed(let place):
      place
    }
  }

  /// Whether no page of the vendor supports the statement.
  package var isAssumption: Bool {
    switch self {
    case .assumed, .observed: true
    case .documented, .published, .inferred: false
    }
  }
}
