import HTTPTypes
import UnderstudyJSON

extension RequestPattern {
  /// Reads a pattern as WireMock writes it; `{}` matches every request.
  /// - Parameters:
  ///   - json: the pattern.
  ///   - path: the place of the pattern in its document.
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
      criteria.append(Criterion(path: Path(.member("method")), part: .method, matcher: .text(.equalTo(method))))
    }
    criteria += Self.url(reader)
    criteria += reader.each("headers") { name, headers -> Criterion? in
      guard let field = HTTPField.Name(name) else {
        headers.addError("\"\(name.brief)\" cannot be the name of a header", at: name)
        return nil
      }
      return Self.criterion("headers", name, .header(field), headers)
    }
    criteria += reader.each("queryParameters") { name, parameters in
      Self.criterion("queryParameters", name, .query(name), parameters)
    }
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
    let pattern = reader.object(name, "a matcher") { $0.textMatcher() } ?? nil
    return pattern.map {
      Criterion(
        path: Path(.member(list), .member(name), .member($0.nameAndOperand.name)), part: part, matcher: .text($0))
    }
  }

  /// Reads the URL pattern. Several are an error; WireMock ignores all but the first.
  private static func url(_ reader: DocumentReader) -> [Criterion] {
    let kinds: [(name: String, part: Criterion.Part, read: (String) -> TextPattern?)] = [
      ("url", .target, { reader.string($0).map(TextPattern.equalTo) }),
      ("urlPattern", .target, { reader.expression($0).map(TextPattern.matches) }),
      ("urlPath", .path, { reader.string($0).map(TextPattern.equalTo) }),
      ("urlPathPattern", .path, { reader.expression($0).map(TextPattern.matches) }),
    ]
    let found = kinds.map(\.name).filter(reader.has)
    for name in found.dropFirst() {
      reader.addError("`\(name)` cannot stand beside `\(found[0])`: keep the one that you mean", at: name)
    }
    return kinds.compactMap { kind in
      kind.read(kind.name).map {
        Criterion(path: Path(.member(kind.name)), part: kind.part, matcher: .text($0))
      }
    }
  }
}
