import UnderstudyJSON

/// The names of matchers. An object has one of them.
enum MatcherName: String, CaseIterable {
  case equalTo, contains, matches, doesNotMatch, absent, equalToJson, matchesJsonPath

  static let forText: [MatcherName] = [.equalTo, .contains, .matches, .doesNotMatch, .absent]
  static let forValue: [MatcherName] = forText + [.equalToJson]

  /// Matchers of WireMock that are not supported.
  static let unsupported: KeyValuePairs = [
    "equalToXml": "use `contains` or `matches`", "matchesXPath": "use `contains` or `matches`",
    "matchesJsonSchema": "use `matchesJsonPath` for the members that matter",
    "binaryEqualTo": "use `equalTo` or `contains`", "doesNotContain": "use `doesNotMatch` with `.*` at both ends",
    "and": "write one matcher, or one mapping for each case", "or": "use `matches` with `one|other`",
    "not": "use `doesNotMatch`", "anything": "leave the matcher out", "before": "use `matches`",
    "after": "use `matches`", "equalToDateTime": "use `equalTo` or `matches`",
    "matchesPathTemplate": "use `matches`", "hasExactly": "use `equalTo` for one of the values",
    "includes": "use `equalTo` for one of the values",
  ]
}

extension DocumentReader {
  /// Reads the matcher of a header or a query parameter.
  func textMatcher() -> TextPattern? {
    rejectUnsupported([
      "equalToJson": "it works only in `bodyPatterns`", "matchesJsonPath": "it works only in `bodyPatterns`",
    ])
    return singleMatcher(of: MatcherName.forText).flatMap(textPattern)
  }

  /// Reads the matcher of a body.
  func bodyMatcher() -> Criterion.Matcher? {
    guard let found = singleMatcher(of: MatcherName.allCases) else { return nil }
    return switch found {
    case .equalToJson: equalToJSON().map(Criterion.Matcher.json)
    case .matchesJsonPath: jsonPathPattern().map(Criterion.Matcher.jsonPath)
    default: textPattern(found).map(Criterion.Matcher.text)
    }
  }

  /// Reads `matchesJsonPath`: a path, or an object with a path and a matcher.
  private func jsonPathPattern() -> JSONPathPattern? {
    guard value("matchesJsonPath")?.string == nil else { return jsonPath("matchesJsonPath", .exists) }
    return object("matchesJsonPath", "`matchesJsonPath`, unless it is a string,") { reader in
      let found = reader.singleMatcher(of: MatcherName.forValue)
      let matcher: JSONPathPattern.ValueMatcher? =
        if found == .equalToJson {
          reader.equalToJSON().map(JSONPathPattern.ValueMatcher.json)
        } else {
          found.flatMap(reader.textPattern).map(JSONPathPattern.ValueMatcher.text)
        }
      if !reader.has("expression") { reader.addError("`expression` is missing: a path such as `$.agent.name`") }
      return reader.jsonPath("expression", matcher ?? .exists)
    } ?? nil
  }

  private func jsonPath(_ name: String, _ matcher: JSONPathPattern.ValueMatcher) -> JSONPathPattern? {
    guard let text = string(name) else { return nil }
    do throws(JSONPath.SyntaxError) {
      return JSONPathPattern(path: try JSONPath(text), expression: text, matcher: matcher)
    } catch {
      addError("the path \"\(text.brief)\" \(error.reason)", at: name)
      return nil
    }
  }

  /// Reads the name of the matcher. None or several are an error; WireMock ignores all but the first.
  private func singleMatcher(of operators: [MatcherName]) -> MatcherName? {
    rejectUnsupported(MatcherName.unsupported)
    let found = operators.filter { candidate in
      given(candidate.rawValue).map { candidate == .equalToJson || !$0.isNull } ?? false
    }
    if found.count > 1 {
      let names = found.map { "`\($0)`" }.joined(separator: " and ")
      addError("\(names) stand in one matcher, which can have only one of them")
    } else if found.isEmpty {
      addError("a matcher is missing: \(operators.map { "`\($0)`" }.joined(separator: ", "))")
    }
    return found.count == 1 ? found.first : nil
  }

  private func textPattern(_ found: MatcherName) -> TextPattern? {
    switch found {
    case .equalTo:
      let ignoresCase = flag("caseInsensitive")
      return string("equalTo").map { ignoresCase ? .equalToIgnoringCase($0) : .equalTo($0) }
    case .contains: return string("contains").map(TextPattern.contains)
    case .matches: return expression("matches").map(TextPattern.matches)
    case .doesNotMatch: return expression("doesNotMatch").map(TextPattern.doesNotMatch)
    case .absent:
      if flag("absent") { return .absent }
      addError("`absent` can only be true; to ask for any value, use `matches` with `.*`", at: "absent")
      return nil
    case .equalToJson, .matchesJsonPath: return nil
    }
  }

  /// Reads a regular expression.
  func expression(_ name: String) -> RegularExpression? { string(name).flatMap { expression($0, at: name) } }

  private func expression(_ pattern: String, at name: String) -> RegularExpression? {
    guard errors.reserveExpression(bytes: pattern.utf8.count) else {
      addError("all regular expressions of a document together can have at most 20,000 bytes", at: name)
      return nil
    }
    do throws(RegularExpression.SyntaxError) {
      return try RegularExpression(pattern)
    } catch {
      addError("\"\(pattern.brief)\" \(error.reason)", at: name)
      return nil
    }
  }

  private func equalToJSON() -> EqualToJSON? {
    var leniency = EqualToJSON.Leniency()
    if flag("ignoreArrayOrder") { leniency.insert(.arrayOrder) }
    if flag("ignoreExtraElements") { leniency.insert(.extraElements) }
    guard let expected = expectedJSON() else { return nil }
    var expressions: [String: RegularExpression] = [:]
    for text in expected.descendants.compactMap(\.string)
    where text.hasPrefix(Placeholder.opening) && Placeholder(text) == nil {
      if text.hasPrefix(Placeholder.expression) {
        let pattern = String(text.dropFirst(Placeholder.expression.count))
        expressions[pattern] = expression(pattern, at: "equalToJson")
      } else {
        let known = Placeholder.allCases.map { "`\(Placeholder.opening)\($0.rawValue)}`" }.joined(separator: ", ")
        addError("`\(text.brief)` is not a placeholder; there are \(known)", at: "equalToJson")
      }
    }
    return EqualToJSON(expected: expected, leniency: leniency, expressions: expressions)
  }

  /// Reads `equalToJson`: a value, or its text, as older clients send it.
  private func expectedJSON() -> JSON? {
    guard let json = given("equalToJson"), let text = json.string else { return given("equalToJson") }
    do throws(ReadError) {
      return try JSON(reading: Array(text.utf8))
    } catch {
      addError("the string must hold JSON: \(error)", at: "equalToJson")
      return nil
    }
  }
}

extension JSON {
  /// The value and all values in it, in the order of the document.
  var descendants: [JSON] {
    var found: [JSON] = []
    collectDescendants(into: &found)
    return found
  }

  /// The recursion is as deep as the document, which the reader bounds.
  private func collectDescendants(into found: inout [JSON]) {
    found.append(self)
    switch self {
    case .array(let elements): for element in elements { element.collectDescendants(into: &found) }
    case .object(let members): for member in members { member.value.collectDescendants(into: &found) }
    default: break
    }
  }
}
