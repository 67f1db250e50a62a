import Testing
import UnderstudyTestSupport
import UnderstudyWireMock

/// What WireMock 2.35.1 answered; where we differ, the test says why.
@Suite("equalToJson") struct EqualToJSONTests {
  @Test(
    "compares data, not text",
    arguments: [
      ("{\"a\":1}", "{\"a\":1.0}", true), ("{\"a\":1}", "{\"a\":1.00e0}", true),
      ("{\"a\":0.5}", "{\"a\":0.50}", true), ("{\"a\":0.5}", "{\"a\":5e-1}", true),
      ("{\"a\":0.1}", "{\"a\":0.10000000000000000001}", false), ("{\"a\":1}", "{\"a\":\"1\"}", false),
      ("{\"a\":1}", "{\"a\":true}", false), ("{\"a\":1,\"b\":2}", "{ \"b\": 2, \"a\": 1 }", true),
      ("{\"a\":1}", "{\"a\":1,\"b\":2}", false), ("{\"a\":1,\"b\":2}", "{\"a\":1}", false),
      ("{\"a\":null}", "{\"a\":null}", true), ("{\"a\":null}", "{}", false), ("{}", "{\"a\":null}", false),
      ("{\"a\":[1,2]}", "{\"a\":[2,1]}", false), ("{\"a\":{}}", "{\"a\":[]}", false),
      ("\"{\\\"a\\\":1}\"", "{\"a\":1}", true), ("5", "5", true), ("\"5\"", "5", true),
      ("\"\\\"x\\\"\"", "\"x\"", true), ("null", "null", true), ("{}", "", false), ("{}", "nope", false),
      ("{\"a\":1}", "{\"a\":2,\"a\":1}", true),
      // WireMock reads these two leniently; here a body is JSON or it is not.
      ("{\"a\":1}", "{\"a\":1} x", false), ("{\"a\":1}", "{'a':1}", false),
    ])
  func data(_ expected: String, _ body: String, _ matches: Bool) throws {
    try expect("\"equalToJson\":\(expected)", body, matches)
  }

  @Test(
    "can ignore the order of arrays",
    arguments: [
      ("[1,2]", "[2,1]", true), ("[1,2]", "[1,2,3]", false), ("[1,1,2]", "[1,2,2]", false), ("[]", "[]", true),
      ("{\"a\":[{\"b\":[1,2]},3]}", "{\"a\":[3,{\"b\":[2,1]}]}", true), ("[1]", "[]", false),
    ])
  func order(_ expected: String, _ body: String, _ matches: Bool) throws {
    try expect("\"equalToJson\":\(expected),\"ignoreArrayOrder\":true", body, matches)
  }

  @Test(
    "can ignore what is more than expected, in arrays only at the end",
    arguments: [
      ("{\"a\":1}", "{\"a\":1,\"b\":2}", true), ("{\"a\":[1,2]}", "{\"a\":[1,2,3]}", true),
      ("[2]", "[1,2]", false), ("[1,3]", "[1,2,3]", false), ("{\"a\":1}", "{\"b\":1}", false),
    ])
  func extra(_ expected: String, _ body: String, _ matches: Bool) throws {
    try expect("\"equalToJson\":\(expected),\"ignoreExtraElements\":true", body, matches)
  }

  @Test(
    "can ignore both",
    arguments: [
      ("[2,1]", "[1,2,3]", true), ("[{},{\"x\":1}]", "[{\"x\":1},{}]", true),
      ("[{\"x\":1},{\"x\":2}]", "[{\"x\":2,\"y\":1},{\"x\":1}]", true), ("[1,1]", "[1,2,3]", false),
      ("[{},{\"x\":1},{\"x\":1,\"y\":1}]", "[{\"x\":1,\"y\":1},{\"x\":1},{}]", true),
      ("[{},{\"x\":1},{\"x\":1}]", "[{\"x\":1},{},{\"x\":2}]", false),
    ])
  func both(_ expected: String, _ body: String, _ matches: Bool) throws {
    try expect("\"equalToJson\":\(expected),\"ignoreArrayOrder\":true,\"ignoreExtraElements\":true", body, matches)
  }

  @Test(
    "knows json-unit's placeholders",
    arguments: [
      ("ignore}", "{\"a\":7}", true), ("ignore}", "{\"a\":null}", true), ("ignore}", "{}", false),
      ("ignore-element}", "{\"a\":1}", true), ("ignore-element}", "{}", true),
      ("any-string}", "{\"a\":\"\"}", true), ("any-string}", "{\"a\":7}", false),
      ("any-number}", "{\"a\":7}", true), ("any-number}", "{\"a\":\"7\"}", false),
      ("any-boolean}", "{\"a\":false}", true), ("any-boolean}", "{\"a\":null}", false),
      ("regex}[0-9]+", "{\"a\":\"77\"}", true), ("regex}[0-9]", "{\"a\":\"77\"}", false),
      ("regex}[0-9]", "{\"a\":7}", false),
    ])
  func placeholders(_ placeholder: String, _ body: String, _ matches: Bool) throws {
    try expect("\"equalToJson\":{\"a\":\"${json-unit.\(placeholder)\"}", body, matches)
  }

  @Test(
    "of long arrays in another order is quick, and of absurd ones given up", .tags(.exhaustive), .exhaustive,
    .ends)
  func work() throws {
    func list(_ numbers: some Sequence<Int>) -> String { "[\(numbers.map(String.init).joined(separator: ","))]" }
    let options = "\"ignoreArrayOrder\":true,\"ignoreExtraElements\":true"
    try expect("\"equalToJson\":\(list(0..<600)),\(options)", list((0..<600).reversed()), true)
    try expect("\"equalToJson\":\(list(0..<50_000)),\(options)", list(0..<50_000), true)
    let pattern = try RequestPattern(
      text: "{\"bodyPatterns\":[{\"equalToJson\":\(list(0..<50_000)),\(options)}]}")
    let request = SentRequest(text: "PUT /\n\n" + list(100_000..<150_000))
    #expect(pattern.mismatches(request).map { $0.remark?.contains("too much work") } == [true])
    #expect(pattern.distance(request) > 0)
  }

  @Test("finds a difference a hundred levels down, in any order")
  func deep() throws {
    func nested(_ value: Int) -> String {
      String(repeating: "[0,", count: 100) + "\(value)" + String(repeating: "]", count: 100)
    }
    let pattern = try RequestPattern(
      text: "{\"bodyPatterns\":[{\"equalToJson\":\(nested(1)),\"ignoreArrayOrder\":true}]}")
    #expect(pattern.matches(SentRequest(text: "PUT /\n\n" + nested(1))))
    let mismatches = pattern.mismatches(SentRequest(text: "PUT /\n\n" + nested(2)))
    #expect(mismatches.map(\.place) == ["/body" + String(repeating: "/1", count: 100)])
    #expect(mismatches.map(\.remark) == [nil])
  }

  private func expect(_ matcher: String, _ body: String, _ matches: Bool) throws {
    let pattern = try RequestPattern(text: "{\"bodyPatterns\":[{\(matcher)}]}")
    let request = SentRequest(text: "PUT /\n\n" + body)
    #expect(pattern.matches(request) == matches)
    #expect(pattern.mismatches(request).isEmpty == matches)
    #expect((pattern.distance(request) == 0) == matches)
  }
}
