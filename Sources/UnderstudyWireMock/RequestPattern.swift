import HTTPTypes
import UnderstudyJSON

/// WireMock's request pattern.
package struct RequestPattern: Sendable {
  /// The pattern as the client sent it.
  package let json: JSON
  let criteria: [Criterion]

  /// A pattern that matches every request.
  package static let any = RequestPattern(json: [:], criteria: [])

  /// Whether a request matches all criteria.
  package func matches(_ request: SentRequest) -> Bool { criteria.allSatisfy { $0.result(for: request).isMatch } }

  /// Returns all differences between a request and the pattern; none if it matches.
  package func mismatches(_ request: SentRequest) -> [Mismatch] { criteria.flatMap { $0.mismatches(in: request) } }

  /// Returns the distance between a request and the pattern; 0 if it matches.
  ///
  /// Calculated as in WireMock 2.35: the weighted mean over the parts of a request. The URL weighs 10, the method 3, the
  /// headers, the query parameters and the body patterns 1 each, and the parts without patterns here 25.
  package func distance(_ request: SentRequest) -> Double {
    let weights: KeyValuePairs<PartKind, Double> = [.url: 10, .method: 3, .header: 1, .query: 1, .body: 1]
    let total = weights.reduce(0.0) { total, weighted in
      let distances = criteria.filter { $0.part.kind == weighted.key }.map { $0.distance(to: request) }
      return distances.isEmpty ? total : total + weighted.value * distances.reduce(0, +) / Double(distances.count)
    }
    return total / 41
  }
}

private enum PartKind { case url, method, header, query, body }

extension Criterion.Part {
  fileprivate var kind: PartKind {
    switch self {
    case .target, .path: .url
    case .method: .method
    case .header: .header
    case .query: .query
    case .body: .body
    }
  }
}

extension RequestPattern {
  /// Reads a pattern as WireMock writes it; `{}` matches every request.
  /// - Parameter path: the place of the pattern in its document.
  /// - Throws: all errors, also for members that are not supported.
  package init(reading json: JSON, at path: Path = .root) throws(DocumentErrors) {
    self = try DocumentReader.read(json, Self.subject, at: path) { RequestPattern(json, $0) }
  }

  package static let subject = "a request pattern"
  private static let maximumCriteria = 100

  private static let unsupported: KeyValuePairs = [
    "urlPathTemplate": "use `urlPathPattern`", "pathParameters": "use `urlPathPattern`",
    "cookies": "match the header `Cookie`", "basicAuthCredentials": "match the header `Authorization`",
    "formParameters": "use `contains` in `bodyPatterns`", "multipartPatterns": "use `contains` in `bodyPatterns`",
    "host": "match the header `Host`", "port": "match the header `Host`", "scheme": "leave it out",
    "clientIp": "leave it out", "custom": "use the matchers", "customMatcher": "use the matchers",
    "name": "name the mapping", "metadata": "give it to the mapping",
  ]

  package init(_ json: JSON, _ reader: DocumentReader) {
    self.json = json
    var criteria: [Criterion] = []
    if let method = reader.string("method"), method != "ANY" {
      let pattern = method == TextPattern.getOrHeadName ? .getOrHead : TextPattern.equalTo(method)
      criteria.append(Criterion(path: Path(.member("method")), part: .method, matcher: .text(pattern)))
    }
    criteria += Self.url(reader)
    criteria += reader.each("headers") { name, headers in
      headers.headerName(name).flatMap { Self.criterion("headers", name, .header($0), headers) }
    }
    criteria += reader.each("queryParameters") { Self.criterion("queryParameters", $0, .query($0), $1) }
    let bodies = reader.elements("bodyPatterns", "a body pattern") { $0.bodyMatcher() }
    criteria += bodies.enumerated().map { index, matcher in
      let place = Path(.member("bodyPatterns"), .element(index), .member(matcher.name))
      return Criterion(path: place, part: .body, matcher: matcher)
    }
    if criteria.count > Self.maximumCriteria {
      reader.addError(
        "a request pattern can have at most \(Self.maximumCriteria) matchers, but has \(criteria.count)")
    }
    self.criteria = criteria
    reader.rejectUnsupported(Self.unsupported)
  }

  private static func criterion(
    _ list: String, _ name: String, _ part: Criterion.Part, _ reader: DocumentReader
  ) -> Criterion? {
    if !reader.has(name) { reader.addError("a matcher is missing, such as {\"equalTo\": \"a\"}", at: name) }
    return reader.object(name, "a matcher") { $0.textMatcher() }.map { pattern in
      let path = Path(.member(list), .member(name), .member(pattern.nameAndOperand.name))
      return Criterion(path: path, part: part, matcher: .text(pattern))
    }
  }

  /// Reads the URL pattern. Several are an error; WireMock ignores all but the first.
  private static func url(_ reader: DocumentReader) -> [Criterion] {
    reader.rejectAllButFirst(of: ["url", "urlPattern", "urlPath", "urlPathPattern"])
    let patterns: [(name: String, part: Criterion.Part, pattern: TextPattern?)] = [
      ("url", .target, reader.string("url").map(TextPattern.equalTo)),
      ("urlPattern", .target, reader.expression("urlPattern").map(TextPattern.matches)),
      ("urlPath", .path, reader.string("urlPath").map(TextPattern.equalTo)),
      ("urlPathPattern", .path, reader.expression("urlPathPattern").map(TextPattern.matches)),
    ]
    return patterns.compactMap { name, part, pattern in
      pattern.map { Criterion(path: Path(.member(name)), part: part, matcher: .text($0)) }
    }
  }
}
