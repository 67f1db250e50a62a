import Testing
import UnderstudyJSON

@testable import UnderstudyWireMock

/// What WireMock 2.35.1 answered; where we differ, the test says why.
@Suite("matchesJsonPath") struct JSONPathTests {
  private static let body =
    #"{"a":{"b":[{"c":"hello"},{"c":5}]},"n":null,"e":[],"o":{},"f":false,"z":0,"s":"","x y":1,"h":0.50}"#

  @Test(
    "alone asks for a value; null, [] and {} are none",
    arguments: [
      ("$", true), ("$.a", true), ("a", true), ("$['a']", true), ("$.a.b[0]['c']", true), ("$.a['b'][1].c", true),
      ("$['x y']", true), ("$.a.b[2]", false), ("$.a.b[-1]", true), ("$.a.b[-3]", false), ("$.n", false),
      ("$.e", false), ("$.o", false), ("$.f", true), ("$.z", true), ("$.s", true), ("$.zz", false),
      ("$.a.b.c", false), ("$.a.b[*].c", true), ("$.a.b[*].zz", false), ("$.e[*]", false), ("$.*", true),
      ("$.a.*", true), ("$..c", true), ("$..zz", false), ("$..n", true), ("$..b[0].c", true), ("$..[1]", true),
    ])
  func exists(_ path: String, _ matches: Bool) throws {
    try expect("\"\(path)\"", Self.body, matches)
  }

  @Test(
    "asks what the value is; an array counts as its elements",
    arguments: [
      ("$.a.b[0].c", #""equalTo":"hello""#, true), ("$.a.b[0].c", #""equalTo":"5""#, false),
      ("$.a.b[*].c", #""equalTo":"5""#, true), ("$..c", #""equalTo":"hello""#, true),
      ("$.a.b[0].c", #""equalTo":"HELLO","caseInsensitive":true"#, true),
      ("$.a.b[0].c", #""contains":"ell""#, true), ("$.a.b[0].c", #""matches":"h.*""#, true),
      ("$.a.b[0].c", #""matches":"ell""#, false), ("$.a.b[0].c", #""doesNotMatch":"h.*""#, false),
      ("$.a.b[*].c", #""doesNotMatch":"h.*""#, true), ("$.zz", #""doesNotMatch":"h.*""#, false),
      ("$.n", #""doesNotMatch":"x""#, false), ("$.n", #""equalTo":"null""#, false),
      ("$.n", #""matches":".*""#, false), ("$.f", #""equalTo":"false""#, true), ("$.s", #""equalTo":"""#, true),
      ("$.a.b", #""contains":"hello""#, true), ("$.zz", #""absent":true"#, true), ("$.n", #""absent":true"#, true),
      ("$.e", #""absent":true"#, true), ("$.o", #""absent":true"#, false), ("$..zz", #""absent":true"#, true),
      ("$.a.b[0].c", #""absent":true"#, false), ("$.a.b[1]", #""equalToJson":{"c":5.0}"#, true),
      ("$.a.b[1]", #""equalToJson":"{\"c\":5}""#, true), ("$.a.b", #""equalToJson":[{"c":"hello"},{"c":5}]"#, true),
      ("$.e", #""equalToJson":1"#, false), ("$.zz", #""equalToJson":1"#, false),
      // WireMock prints numbers as Java does (0.5) and objects over several lines; here they are as compact as sent.
      ("$.h", #""equalTo":"0.50""#, true), ("$.o", #""equalTo":"{}""#, true),
      ("$.a.b[1]", #""equalTo":"{\"c\":5}""#, true),
    ])
  func condition(_ path: String, _ condition: String, _ matches: Bool) throws {
    try expect(#"{"expression":"\#(path)",\#(condition)}"#, Self.body, matches)
  }

  @Test(
    "works on any body",
    arguments: [
      (#""$.a""#, "nope", false), (#""$.a""#, "", false), (#""$[0]""#, "[1]", true), (#""$""#, "5", true),
      (#""$""#, "null", false), (#"{"expression":"$.a","absent":true}"#, "nope", true),
      (#"{"expression":"$.a","absent":true}"#, "", false),
    ])
  func bodies(_ matcher: String, _ body: String, _ matches: Bool) throws { try expect(matcher, body, matches) }

  @Test(
    "refuses a path that is not supported",
    arguments: [
      ("", "is empty; `$` is the whole body"),
      ("$.a[?(@.b == 1)]", "has a filter, which is not supported; name the member or the element, or use `*`"),
      ("$.a.length()", "has a function, which is not supported"),
      ("$['a','b']", "has a list or a slice in brackets, which is not supported"),
      ("$.a[0:1]", "has a list or a slice in brackets, which is not supported"),
      ("$..a..b", "has `..` more than once"), ("$['a", "ends inside of a name in quotes"),
      ("$.", "has the end where a name is expected (write `['a b']` for unusual names)"),
      ("$.x y", "has ` y` where `.` or `[` is expected (write `['a b']` for unusual names)"),
      (
        "$[99999999999999999999]",
        "has `99999999999999999999]` where a number or a name in quotes is expected "
          + "(write `['a b']` for unusual names)"
      ),
      (
        "$[-9223372036854775808]",
        "has `-9223372036854775808]` where a number or a name in quotes is expected "
          + "(write `['a b']` for unusual names)"
      ),
      ("$[", "has the end where a number or a name in quotes is expected (write `['a b']` for unusual names)"),
      ("$[1", "has the end where `]` is expected (write `['a b']` for unusual names)"),
    ])
  func refused(_ path: String, _ reason: String) throws {
    let found = mistakes { () throws(DocumentErrors) in
      try RequestPattern(reading: ["bodyPatterns": [["matchesJsonPath": .string(path)]]])
    }
    #expect(found == ["/bodyPatterns/0/matchesJsonPath: the path \"\(path)\" \(reason)"])
  }

  @Test(
    "of many values inside of each other gives up, unless they need not be read",
    arguments: [
      (#""equalTo":"x""#, MatchResult.gaveUp), (#""contains":"x""#, .gaveUp), (#""doesNotMatch":"x""#, .gaveUp),
      (#""absent":true"#, .differs),
    ])
  func nested(_ condition: String, _ expected: MatchResult) throws {
    let text = #"{"bodyPatterns":[{"matchesJsonPath":{"expression":"$..*",\#(condition)}}]}"#
    let pattern = try RequestPattern(text: text)
    let depth = 100
    let body =
      String(repeating: #"{"a":"#, count: depth) + "\"" + String(repeating: "b", count: 100_000) + "\""
      + String(repeating: "}", count: depth)
    // Reading the body and visiting its values takes a tenth of it, writing them five times as much.
    Budget.perRequest.limited(to: 2_000_000) { budget in
      let request = SentRequest(method: "PUT", target: "/", body: Array(body.utf8), within: budget)
      #expect(pattern.criteria.map { $0.result(for: request) } == [expected])
      let isGivenUp = pattern.mismatches(request).first?.remark?.contains("given up") == true
      #expect(isGivenUp == (expected == .gaveUp))
    }
  }

  private func expect(_ matcher: String, _ body: String, _ matches: Bool) throws {
    let pattern = try RequestPattern(text: "{\"bodyPatterns\":[{\"matchesJsonPath\":\(matcher)}]}")
    let request = SentRequest(text: "PUT /\n\n" + body)
    #expect(pattern.matches(request) == matches)
    #expect(pattern.mismatches(request).isEmpty == matches)
    #expect((pattern.distance(request) == 0) == matches)
  }
}
