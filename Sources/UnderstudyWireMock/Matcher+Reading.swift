import UnderstudyJSON

/// The names of matchers, of which an object holds one.
enum Operator: String, CaseIterable {
  case equalTo, contains, matches, doesNotMatch, absent, equalToJson, matchesJsonPath

  static let forText: [Operator] = [.equalTo, .contains, .matches, .doesNotMatch, .absent]
  static let forValue: [Operator] = forText + [.equalToJson]

  /// What WireMock has and this server has not.
  static let unsupported: KeyValuePairs = [
    "equalToXml": "use `contains` or `matches`", "matchesXPath": "use `contains` or `matches`",
    "matchesJsonSchema": "use `matchesJsonPath` for the members that matter",
    "binaryEqualTo": "use `equalTo` or `contains`", "doesNotContain": "use `doesNotMatch` with `.*` at both ends",
    "and": "write one matcher, or one mapping for each case", "or": "use `matches` with `one|other`",
    "not": "use `doesNotMatch`", "anything": "leave the matcher out", "before": "use `matches`",
    "after": "use `matches`", "equalToDateTime": "use `equalTo` or `matches`",
    "hasExactly": "use `equalTo` for one of the values", "includes": "use `equalTo` for one of the values",
  ]
}

extension Fields {
  /// The matcher of a header or a query parameter.
  func textMatcher() -> TextPattern? {
    unsupported([
      "equalToJson": "it works only in `bodyPatterns`", "matchesJsonPath": "it works only in `bodyPatterns`",
    ])
    return only(of: Operator.forText).flatMap(textPattern)
  }

  /// The matcher of a body.
  func bodyMatcher() -> Criterion.Matcher? {
    guard let found = only(of: Operator.allCases) else { return nil }
    return switch found {
    case .equalToJson: equalToJSON().map(Criterion.Matcher.json)
    case .matchesJsonPath: jsonPathPattern().map(Criterion.Matcher.jsonPath)
    default: textPattern(found).map(Criterion.Matcher.text)
    }
  }

  /// `matchesJsonPath`: a path alone, or an object with a path and a matcher.
  private func jsonPathPattern() -> JSONPathPattern? {
    guard value("matchesJsonPath")?.string == nil else { return jsonPath("matchesJsonPath", .exists) }
    let subject = "`matchesJsonPath`, unless it is a string,"
    return object("matchesJsonPath", subject) { fields in
      let found = fields.only(of: Operator.forValue)
      var condition = JSONPathPattern.Condition.exists
      if found == .equalToJson {
        condition = fields.equalToJSON().map(JSONPathPattern.Condition.json) ?? .exists
      } else if let found {
        condition = fields.textPattern(found).map(JSONPathPattern.Condition.text) ?? .exists
      }
      if !fields.has("expression") { fields.addError("`expression` is missing: a path such as `$.agent.name`") }
      return fields.jsonPath("expression", condition)
    } ?? nil
  }

  private func jsonPath(_ name: String, _ condition: JSONPathPattern.Condition) -> JSONPathPattern? {
    guard let text = string(name) else { return nil }
    do throws(JSONPath.Unreadable) {
      return JSONPathPattern(path: try JSONPath(text), expression: text, condition: condition)
    } catch {
      addError("the path \"\(text.brief)\" \(error.reason)", at: name)
      return nil
    }
  }

  /// The matcher that this object has. None and several are mistakes: WireMock takes the first, and nobody learns
  /// that the others are not looked at.
  private func only(of operators: [Operator]) -> Operator? {
    unsupported(Operator.unsupported)
    let found = operators.filter { candidate in
      let json = given(candidate.rawValue)
      return candidate == .equalToJson ? json != nil : json != nil && json != .null
    }
    if found.count > 1 {
      let names = found.map { "`\($0)`" }.joined(separator: " and ")
      addError("\(names) stand in one matcher, which can have only one of them")
    } else if found.isEmpty {
      addError("a matcher is missing: \(operators.map { "`\($0)`" }.joined(separator: ", "))")
    }
    return found.count == 1 ? found.first : nil
  }

  private func textPattern(_ found: Operator) -> TextPattern? {
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

  /// A regular expression.
  func expression(_ name: String) -> Expression? { string(name).flatMap { expression($0, at: name) } }

  private func expression(_ pattern: String, at name: String) -> Expression? {
    guard admitsExpression(pattern, at: name) else { return nil }
    do throws(Expression.Unreadable) {
      return try Expression(pattern)
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
    var expressions: [String: Expression] = [:]
    for text in expected.strings where text.hasPrefix(Placeholder.opening) && Placeholder(text) == nil {
      if text.hasPrefix(Placeholder.expression) {
        let pattern = String(text.dropFirst(Placeholder.expression.count))
        expressions[pattern] = expression(pattern, at: "equalToJson")
      } else {
        let known = Placeholder.allCases.map { "`\(Placeholder.opening)\($0.rawValue)}`" }.joined(separator: ", ")
        addError("`\(text.brief)` is not a placeholder; there are \(known)", at: "equalToJson")
      }
    }
    return EqualToJSON(expected, leniency, expressions)
  }

  /// `equalToJson`: a value, or as older clients send it, the text of one.
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
  /// All strings in it, without the names of members.
  fileprivate var strings: [String] {
    var found: [String] = []
    collectStrings(into: &found)
    return found
  }

  private func collectStrings(into found: inout [String]) {
    switch self {
    case .string(let string): found.append(string)
    case .array(let elements): for element in elements { element.collectStrings(into: &found) }
    case .object(let members): for member in members { member.value.collectStrings(into: &found) }
    default: break
    }
  }
}
