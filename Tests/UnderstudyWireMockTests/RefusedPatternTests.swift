import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyWireMock

@Suite("A request pattern that cannot be used") struct RefusedPatternTests {
  @Test(
    "is refused, and every mistake named",
    arguments: [
      ("[]", [": a request pattern must be an object, but this is an array"]),
      (#"{"methd":"GET"}"#, ["/methd: `methd` is not a member of a request pattern; did you mean `method`?"]),
      (
        #"{"frobnicate":1}"#,
        [
          "/frobnicate: `frobnicate` is not a member of a request pattern; it has: method, url, urlPattern, urlPath, "
            + "urlPathPattern, headers, queryParameters, bodyPatterns"
        ]
      ),
      (#"{"method":5}"#, ["/method: `method` must be a string, but is a number"]),
      (
        #"{"url":"/a","urlPath":"/b"}"#,
        ["/urlPath: `urlPath` cannot stand beside `url`: keep the one that you mean"]
      ),
      (
        #"{"urlPattern":"("}"#,
        ["/urlPattern: \"(\" is not a regular expression; look for unbalanced brackets or a stray `*`"]
      ),
      (#"{"headers":[]}"#, ["/headers: `headers` must be an object, but this is an array"]),
      (#"{"headers":{"X":"a"}}"#, ["/headers/X: a matcher must be an object, but this is a string"]),
      (#"{"headers":{"a b":{"equalTo":"a"}}}"#, ["/headers/a b: \"a b\" cannot be the name of a header"]),
      (
        #"{"headers":{"X":null}}"#, [#"/headers/X: a matcher is missing, such as {"equalTo": "a"}"#]
      ),
      (
        #"{"headers":{"X":{}}}"#,
        ["/headers/X: a matcher is missing: `equalTo`, `contains`, `matches`, `doesNotMatch`, `absent`"]
      ),
      (
        #"{"headers":{"X":{"equalTo":"a","contains":"b"}}}"#,
        ["/headers/X: `equalTo` and `contains` stand in one matcher, which can have only one of them"]
      ),
      (#"{"headers":{"X":{"equalTo":5}}}"#, ["/headers/X/equalTo: `equalTo` must be a string, but is a number"]),
      (
        #"{"headers":{"X":{"absent":false}}}"#,
        ["/headers/X/absent: `absent` can only be true; to ask for any value, use `matches` with `.*`"]
      ),
      (
        #"{"headers":{"X":{"equalTo":"a","caseinsensitive":true}}}"#,
        [
          "/headers/X/caseinsensitive: `caseinsensitive` is not a member of a matcher; did you mean `caseInsensitive`?"
        ]
      ),
      (
        #"{"bodyPatterns":{"equalTo":"a"}}"#,
        ["/bodyPatterns: `bodyPatterns` must be an array, but is an object"]
      ),
      (
        #"{"bodyPatterns":[{"equalToJson":"{"}]}"#,
        [
          "/bodyPatterns/0/equalToJson: the string must hold JSON: expected a member name in double quotes but found "
            + "the end of the text at line 1, column 2"
        ]
      ),
      (
        #"{"bodyPatterns":[{"equalToJson":{"a":"${json-unit.any}"}}]}"#,
        [
          "/bodyPatterns/0/equalToJson: `${json-unit.any}` is not a placeholder; there are `${json-unit.ignore}`, "
            + "`${json-unit.ignore-element}`, `${json-unit.any-string}`, `${json-unit.any-number}`, "
            + "`${json-unit.any-boolean}`"
        ]
      ),
      (
        #"{"bodyPatterns":[{"matchesJsonPath":{"equalTo":"a"}}]}"#,
        ["/bodyPatterns/0/matchesJsonPath: `expression` is missing: a path such as `$.agent.name`"]
      ),
      (
        #"{"method":5,"headers":{"X":{"matches":")"}},"bodyPatterns":[{"contains":"a"},{"contains":1}],"x":1}"#,
        [
          "/method: `method` must be a string, but is a number",
          "/headers/X/matches: \")\" is not a regular expression; look for unbalanced brackets or a stray `*`",
          "/bodyPatterns/1/contains: `contains` must be a string, but is a number",
          "/x: `x` is not a member of a request pattern; it has: method, url, urlPattern, urlPath, urlPathPattern, "
            + "headers, queryParameters, bodyPatterns",
        ]
      ),
    ])
  func refused(_ pattern: String, _ expected: [String]) throws {
    let json = try JSON(text: pattern)
    #expect(mistakes { () throws(DocumentErrors) in try RequestPattern(reading: json) } == expected)
  }

  @Test(
    "is refused for what WireMock has and this server has not, unless it says nothing",
    arguments: [
      "urlPathTemplate", "pathParameters", "cookies", "basicAuthCredentials", "formParameters", "multipartPatterns",
      "host", "port", "scheme", "clientIp", "custom", "customMatcher", "metadata",
    ])
  func unsupported(_ name: String) {
    for nothing in [nil, false, "", [], [:]] as [JSON] { #expect(refusals([name: nothing]).isEmpty) }
    #expect(refusals([name: ["a": "b"]]).first?.hasPrefix("/\(name): `\(name)` is not supported; ") == true)
  }

  @Test("names a matcher that is not supported", arguments: ["equalToXml", "and", "or", "not", "matchesXPath"])
  func matcher(_ name: String) {
    let found = refusals(["bodyPatterns": .array([.object([name: "a"])])])
    #expect(found.first?.hasPrefix("/bodyPatterns/0/\(name): `\(name)` is not supported; ") == true)
  }

  @Test("has at most a hundred mistakes in an answer", .ends)
  func many() throws {
    let names = (0..<50_000).map { "\"n\($0)\":1" }.joined(separator: ",")
    let json = try JSON(text: "{\(names)}")
    #expect(mistakes { () throws(DocumentErrors) in try RequestPattern(reading: json) }.count == 100)
    #expect(refusals(["headers": json]).count == 100)
  }

  @Test("has at most a hundred matchers, and expressions of 20,000 bytes")
  func bounds() {
    let bodies = { (count: Int) -> Members in
      ["bodyPatterns": .array(Array(repeating: ["contains": "a"], count: count))]
    }
    #expect(refusals(bodies(100)) == [])
    #expect(refusals(bodies(101)).first?.contains("at most 100 matchers, but has 101") == true)
    let expression = String(repeating: "a", count: 5000)
    let headers = { (count: Int) -> Members in
      ["headers": .object((0..<count).reduce(into: Members()) { $0["X-\($1)"] = ["matches": .string(expression)] })]
    }
    #expect(refusals(headers(4)) == [])
    #expect(refusals(headers(5)).first?.contains("at most 20,000 bytes") == true)
    let strings = repeatElement(JSON.string("${json-unit.regex}\(expression)"), count: 5)
    let placeholders = refusals(["bodyPatterns": [["equalToJson": .array(Array(strings))]]])
    #expect(placeholders.first?.contains("at most 20,000 bytes") == true)
  }

  @Test("is not sent back at length")
  func brief() {
    let long = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(refusals(["urlPattern": .string("(" + long)]).first.map { $0.utf8.count < 500 } == true)
    #expect(
      refusals(["bodyPatterns": [["matchesJsonPath": .string("$." + long)]]]).first.map { $0.utf8.count < 500 }
        == true)
  }

  @Test("points from the document's root")
  func pointer() {
    let found = mistakes { () throws(DocumentErrors) in
      try RequestPattern(reading: ["x": 1], at: .root.member("request"))
    }
    #expect(found.first?.hasPrefix("/request/x: ") == true)
  }

  private func refusals(_ members: Members) -> [String] {
    mistakes { () throws(DocumentErrors) in try RequestPattern(reading: .object(members)) }
  }
}

@Suite("A regular expression") struct ExpressionTests {
  private static let bad = [
    "(a+)+$", "(a|aa)+$", "(a|a)*$", "(a|a?)+$", "(a*)*c", "(.*)*\\1z", "^(a?){40}a{40}c", "(a{1,30}){1,30}c",
    "(?:a{1,30000}){1,30000}c", "(.*a){12}c", "([a-zA-Z]+)*c", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:(?:a*)*)*c",
    "(?=(a+)+$)c", "(?<=a{1,99})(a+)+$", "(a+)+(?!.)$", "(?i)(A+)+$", "(\\w+\\s?)*c", "((a+)\\2?)+c",
    "(?:\\p{L}|a)+c", "^(\\w+[-.]?)*@$",
  ]

  @Test(
    "ends soon, however bad it is, and counts as not matching",
    arguments: ExternalProgram.sample(of: bad), Place.allCases)
  func bounded(_ expression: String, _ place: Place) throws {
    let value = String(repeating: "a", count: 40) + "b"
    let pattern = try place.pattern(expression)
    let request = place.request(value)
    let took = ContinuousClock().measure {
      if pattern.matches(request) { #expect(place == .doesNotMatch, "it was decided in time") }
      _ = (pattern.mismatches(request), pattern.distance(request))
    }
    // Each takes a few milliseconds; without the bound some would take years.
    #expect(took < patience)
  }

  /// Wherever a pattern can have an expression.
  enum Place: CaseIterable {
    case urlPattern, urlPathPattern, header, query, body, doesNotMatch, jsonPath, placeholder

    func pattern(_ expression: String) throws -> RequestPattern {
      let (expression, matcher) = (JSON.string(expression), ["matches": .string(expression)] as JSON)
      let json: JSON =
        switch self {
        case .urlPattern: ["urlPattern": expression]
        case .urlPathPattern: ["urlPathPattern": expression]
        case .header: ["headers": ["A": matcher]]
        case .query: ["queryParameters": ["a": matcher]]
        case .body: ["bodyPatterns": [matcher]]
        case .doesNotMatch: ["bodyPatterns": [["doesNotMatch": expression]]]
        case .jsonPath: ["bodyPatterns": [["matchesJsonPath": ["expression": "$.a", "matches": expression]]]]
        case .placeholder:
          ["bodyPatterns": [["equalToJson": ["a": .string("${json-unit.regex}" + (expression.string ?? ""))]]]]
        }
      return try RequestPattern(reading: json)
    }

    func request(_ value: String) -> SentRequest {
      switch self {
      case .urlPattern, .urlPathPattern: SentRequest(text: "PUT \(value)")
      case .header: SentRequest(text: "PUT /\nA: \(value)")
      case .query: SentRequest(text: "PUT /?a=\(value)")
      case .body, .doesNotMatch: SentRequest(text: "PUT /\n\n\(value)")
      case .jsonPath, .placeholder: SentRequest(text: "PUT /\n\n{\"a\":\"\(value)\"}")
      }
    }
  }

  @Test("ends soon also where it takes long to compile: it may have only so many bytes")
  func compiling() {
    let sets = "(?i)" + String(repeating: "[\\p{L}&&[^\\p{Lu}]]", count: 500)
    let time = shortest(under: .seconds(20)) {
      ContinuousClock().measure {
        for _ in 0..<3 {
          #expect((try? RequestPattern(reading: ["urlPattern": .string(sets)])) != nil)
          #expect((try? RequestPattern(reading: ["urlPattern": .string(sets + sets)])) == nil)
        }
      }
    }
    #expect(time < .seconds(20))
  }

  @Test("of which there are many, for one request, stops when together they have taken too much")
  func together() throws {
    let headers = (0..<90).map { "A\($0): \(String(repeating: "a", count: 40))b" }.joined(separator: "\n")
    let matchers = (0..<90).reduce(into: Members()) { $0["A\($1)"] = ["doesNotMatch": "(a+)+$|c"] }
    let pattern = try RequestPattern(reading: ["headers": .object(matchers)])
    let request = SentRequest(text: "GET /\n" + headers)
    #expect(!request.isBudgetExhausted && !pattern.matches(request))
    for _ in 0..<20 where !request.isBudgetExhausted { _ = pattern.mismatches(request) }
    #expect(request.isBudgetExhausted)
    let remarks = pattern.mismatches(request).map { $0.remark?.contains("given up") }
    #expect(remarks == Array(repeating: true, count: 90))
  }

  @Test("ends soon on many values too")
  func manyValues() throws {
    let pattern = try RequestPattern(
      text: #"{"bodyPatterns":[{"matchesJsonPath":{"expression":"$[*]","matches":"(a+)+$"}}]}"#)
    let value = "\"" + String(repeating: "a", count: 18) + "b\""
    let body = "[" + repeatElement(value, count: 10_000).joined(separator: ",") + "]"
    let time = shortest(under: .seconds(2)) {
      ContinuousClock().measure { #expect(!pattern.matches(SentRequest(text: "PUT /\n\n" + body))) }
    }
    #expect(time < .seconds(2))
  }

  @Test("that is given up matches neither way, and says so")
  func givenUp() throws {
    let pattern = try RequestPattern(
      text: #"{"bodyPatterns":[{"matches":"(a+)+$"},{"doesNotMatch":"(a+)+$"}]}"#)
    let mismatches = pattern.mismatches(SentRequest(text: "PUT /\n\n" + String(repeating: "a", count: 40) + "b"))
    #expect(mismatches.map { $0.remark?.contains("given up") } == [true, true])
  }

  @Test("may be as long as the value wants it", arguments: [".*b", "(?:a|b)*", "[^c]*", "(a+b)?.*a.*b"])
  func long(_ expression: String) throws {
    let pattern = try RequestPattern(reading: ["bodyPatterns": [["matches": .string(expression)]]])
    #expect(pattern.matches(SentRequest(text: "PUT /\n\n" + String(repeating: "aab", count: 100_000))))
  }

  @Test(
    "is Java's in what people use",
    arguments: [
      ("\\d{3}-\\w+", "123-abc"), ("(?i)ABC", "abc"), ("\\Qa.b\\E", "a.b"), ("(?<x>a)\\k<x>", "aa"),
      ("a++b", "aab"),
      ("(?=a)a", "a"), ("[a-z&&[^b]]+", "acd"), ("\\p{Alpha}+", "abc"), ("a|ab", "ab"), ("(?s).", "\n"),
      ("^a$", "a"),
    ])
  func java(_ expression: String, _ value: String) throws {
    let pattern = try RequestPattern(reading: ["bodyPatterns": [["matches": .string(expression)]]])
    #expect(pattern.matches(SentRequest(text: "PUT /\n\n" + value)))
  }

  @Test(
    "that would be right only inside of our parentheses is refused", arguments: ["a)(b", "(", "a{2147483647}", "*"])
  func refused(_ expression: String) {
    let found = mistakes { () throws(DocumentErrors) in
      try RequestPattern(reading: ["urlPattern": .string(expression)])
    }
    #expect(found.count == 1)
  }
}
