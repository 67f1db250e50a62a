import UnderstudyJSON

extension Rule {
  /// The rule as machines read it.
  /// - Parameter endpoint: whose page `document` names.
  package func listing(of surface: Surface) -> Members {
    [
      "id": .string(id),
      "subject": .string(subject),
      "sentence": .string(sentence),
      "message": words.map(JSON.string) ?? .null,
      "source": .string(source.kind),
      "document": .string(surface.document),
      "place": .string(source.place),
      "default": isOnByDefault ? "on" : "off",
    ]
  }
}

extension Rule {
  /// The same, and whether it is on.
  package func listing(of surface: Surface, _ switches: Switches) -> JSON {
    var listing = listing(of: surface)
    listing["enabled"] = .bool(switches.isOn(id, byDefault: isOnByDefault))
    return .object(listing)
  }
}

extension Registry {
  /// The checks that cannot be switched, as machines read them.
  package var alwaysOnListing: JSON {
    .array(alwaysOn.map { ["id": .string($0.id), "sentence": .string($0.check.sentence)] })
  }

  /// One of them, in the form of a rule; nil where the id is another's.
  package func alwaysOnListing(_ id: String) -> JSON? {
    guard let (surface, _, check) = alwaysOn.first(where: { $0.id == id }) else { return nil }
    let rule = Rule(id: id, subject: check.rawValue, sentence: check.sentence, source: check.source)
    var listing = rule.listing(of: surface)
    listing["default"] = "always"
    listing["enabled"] = true
    return .object(listing)
  }
}
