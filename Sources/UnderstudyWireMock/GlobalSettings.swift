import UnderstudyJSON

/// WireMock's global settings: the body of `POST /__admin/settings`.
package struct GlobalSettings: Sendable {
  /// What to use instead of WireMock's proxying.
  static let proxyAdvice = "start the server with --upstream to forward requests to the vendors"

  package let fixedDelay: Duration?
  package let delayDistribution: DelayDistribution?
  /// The settings as the client sent them, without nulls.
  package let json: JSON

  /// No delays.
  package init() { (fixedDelay, delayDistribution, json) = (nil, nil, [:]) }

  /// - Throws: all errors in the settings.
  package init(reading json: JSON) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "the settings") { GlobalSettings($0, json) }
  }

  private init(_ reader: DocumentReader, _ json: JSON) {
    self.json = json.withoutNulls
    fixedDelay = reader.milliseconds("fixedDelay")
    delayDistribution = reader.object("delayDistribution", "a delay distribution") { DelayDistribution($0) }
    // Each sandbox keeps its settings, and a number can have a million digits.
    if json.bytes.count > 1000 { reader.addError("settings can have at most 1,000 bytes") }
    reader.rejectUnsupported(["extended": "leave it out", "proxyPassThrough": Self.proxyAdvice])
  }

  /// The settings if they delay responses; nil if they do not.
  package var delayDocument: JSON? { (fixedDelay ?? .zero) > .zero || delayDistribution != nil ? json : nil }

  /// Returns the delay of one response: the sum of the fixed and the random delay. The mapping's own replace these.
  /// - Parameter response: the response of the mapping that is applied, if any.
  package func delay(
    for response: StubResponse? = nil, using random: inout some RandomNumberGenerator
  ) -> Duration {
    let fixed = response?.fixedDelay ?? fixedDelay ?? .zero
    let distribution = response?.delayDistribution ?? delayDistribution
    return min(fixed + (distribution?.sample(using: &random) ?? .zero), .longest)
  }
}

extension JSON {
  /// The object without its members that are null.
  var withoutNulls: JSON {
    guard let members else { return self }
    return .object(members.reduce(into: [:]) { if !$1.value.isNull { $0[$1.name] = $1.value } })
  }
}
