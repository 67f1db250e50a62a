import UnderstudyJSON

/// What is asked of a mapping's `metadata`, with the matchers of a body.
package struct MetadataPattern: Sendable {
  private let matcher: Criterion.Matcher

  /// - Throws: all mistakes in it.
  package init(reading json: JSON) throws(DocumentErrors) {
    let matcher = try Fields.read(json, "a metadata pattern") { $0.bodyMatcher() }
    guard let matcher else { throw DocumentErrors([.init(pointer: "", detail: "a matcher is missing")]) }
    self.matcher = matcher
  }

  /// Metadata that is not there is like a body that is not there.
  package func matches(_ mapping: StubMapping, within budget: Budget) -> Bool {
    let metadata = mapping.json.members?["metadata"]?.bytes ?? []
    let criterion = Criterion(path: .root, part: .body, matcher: matcher)
    let sent = SentRequest(method: "", target: "", body: metadata, within: budget)
    return criterion.verdict(on: sent).isMatch
  }
}
