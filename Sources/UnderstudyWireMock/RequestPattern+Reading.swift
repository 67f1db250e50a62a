import HTTPTypes
import UnderstudyJSON

extension RequestPattern {
  /// Reads a pattern as WireMock writes it; `{}` matches every request.
  /// - Parameters:
  ///   - json: the pattern.
  ///   - path: where it stands in its document, for the pointers of mistakes.
  /// - Throws: all mistakes, among them each member that this server does not support.
  package init(reading json: JSON, at path: Path = .root) throws(DocumentErrors) {
    self = try Fields.read(json, Self.subject, at: path) { RequestPattern(json, $0) }
  }

  package static let subject = "a request pattern"
  private static let mostCriteria = 100

  private static let unsupported: KeyValuePairs = [
    "urlPathTemplate": "use `urlPathPattern`", "pathParameters": "use `urlPathPattern`",
    "cookies": "match the header `Cookie`", "basicAuthCredentials": "match the header `Authorization`",
    "formParameters": "use `contains` in `bodyPatterns`", "multipartPatterns": "use `contains` in `bodyPatterns`",
    "host": "match the header `Host`", "port": "match the header `Host`", "scheme": "leave it out",
    "clientIp": "leave it out", "custom": "use the matchers", "customMatcher": "use the matchers",
    "name": "name the mapping", "metadata": "give it to the mapping",
  ]

  package init(_ json: JSON, _ fields: Fields) {
    self.json = json
    var criteria: [Criterion] = []
    if let method = fields.string("method"), method != "ANY" {
      criteria.append(Criterion(path: Path(.member("method")), part: .method, matcher: .text(.equalTo(method))))
    }
    criteria += Self.url(fields)
    criteria += fields.each("headers") { name, headers -> Criterion? in
      guard let field = HTTPField.Name(name) else {
        headers.addError("\"\(name.brief)\" cannot be the name of a header", at: name)
        return nil
      }
      return Self.criterion("headers", name, .header(field), headers)
    }
    criteria += fields.each("queryParameters") { name, parameters in
      Self.criterion("queryParameters", name, .query(name), parameters)
    }
    let bodies = fields.elements("bodyPatterns", "a body pattern") { $0.bodyMatcher() }
    criteria += bodies.enumerated().map { index, matcher in
      let place = Path(.member("bodyPatterns"), .element(index), .member(matcher.name))
      return Criterion(path: place, part: .body, matcher: matcher)
    }
    if criteria.count > Self.mostCriteria {
      fields.addError("a request pattern can have at most \(Self.mostCriteria) matchers, but has \(criteria.count)")
    }
    self.criteria = criteria
    fields.unsupported(Self.unsupported)
  }

  private static func criterion(
    _ list: String, _ name: String, _ part: Criterion.Part, _ fields: Fields
  ) -> Criterion? {
    if !fields.has(name) { fields.addError("a matcher is missing, such as {\"equalTo\": \"a\"}", at: name) }
    let pattern = fields.object(name, "a matcher") { $0.textMatcher() } ?? nil
    return pattern.map {
      Criterion(path: Path(.member(list), .member(name), .member($0.written.name)), part: part, matcher: .text($0))
    }
  }

  /// WireMock takes the first of several and is silent about the others.
  private static func url(_ fields: Fields) -> [Criterion] {
    let kinds: [(name: String, part: Criterion.Part, read: (String) -> TextPattern?)] = [
      ("url", .target, { fields.string($0).map(TextPattern.equalTo) }),
      ("urlPattern", .target, { fields.expression($0).map(TextPattern.matches) }),
      ("urlPath", .path, { fields.string($0).map(TextPattern.equalTo) }),
      ("urlPathPattern", .path, { fields.expression($0).map(TextPattern.matches) }),
    ]
    let found = kinds.map(\.name).filter(fields.has)
    for name in found.dropFirst() {
      fields.addError("`\(name)` cannot stand beside `\(found[0])`: keep the one that you mean", at: name)
    }
    return kinds.compactMap { kind in
      kind.read(kind.name).map {
        Criterion(path: Path(.member(kind.name)), part: kind.part, matcher: .text($0))
      }
    }
  }
}
