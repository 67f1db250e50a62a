import UnderstudyJSON

/// What holds for every answer: the body of `POST /__admin/settings`. Each post replaces the last.
package struct GlobalSettings: Sendable {
  package let fixedDelay: Duration?
  package let delayDistribution: DelayDistribution?
  /// The settings as they were given, without nulls.
  package let json: JSON

  /// No delays.
  package init() { (fixedDelay, delayDistribution, json) = (nil, nil, [:]) }

  /// - Throws: all mistakes in the settings.
  package init(reading json: JSON) throws(DocumentErrors) {
    self = try Fields.read(json, "the settings", at: .root) { GlobalSettings($0, json) }
  }

  private init(_ fields: Fields, _ json: JSON) {
    self.json = json.withoutNulls
    fixedDelay = fields.milliseconds("fixedDelay")
    delayDistribution = fields.object("delayDistribution", "a delay distribution") { DelayDistribution($0) } ?? nil
    // Every sandbox may keep some, and a number can have a million digits.
    if json.bytes.count > 1000 { fields.addError("settings can have at most 1,000 bytes") }
    fields.unsupported(["extended": "leave it out", "proxyPassThrough": "nothing is proxied here"])
  }

  /// How long one answer waits. Both kinds of delay add up; of each kind, the mapping's own replaces this one.
  /// - Parameter response: what the mapping says; nil if none acts.
  package func delay(
    for response: StubResponse? = nil, using random: inout some RandomNumberGenerator
  ) -> Duration {
    let fixed = response?.fixedDelay ?? fixedDelay ?? .zero
    let distribution = response?.delayDistribution ?? delayDistribution
    return min(fixed + (distribution?.sample(using: &random) ?? .zero), .longest)
  }
}

extension JSON {
  /// An object without the members that are null.
  var withoutNulls: JSON {
    guard let members else { return self }
    var kept = Members()
    for member in members where member.value != .null { kept[member.name] = member.value }
    return .object(kept)
  }
}
