import UnderstudyJSON

/// A pattern for the `metadata` of a mapping, with the matchers for bodies.
package struct MetadataPattern: Sendable {
  private let matcher: Criterion.Matcher

  /// - Throws: all errors in it.
  package init(reading json: JSON) throws(DocumentErrors) {
    let matcher = try DocumentReader.read(json, "a metadata pattern") { $0.bodyMatcher() }
    guard let matcher else { throw DocumentErrors([.init(pointer: "", detail: "a matcher is missing")]) }
    self.matcher = matcher
  }

  /// Missing metadata is compared as a missing body.
  package func matches(_ mapping: StubMapping, within budget: Budget) -> Bool {
    let metadata = mapping.json.members?["metadata"]?.bytes ?? []
    let criterion = Criterion(path: .root, part: .body, matcher: matcher)
    let sent = SentRequest(method: "", target: "", body: metadata, within: budget)
    return criterion.result(for: sent).isMatch
  }
}
