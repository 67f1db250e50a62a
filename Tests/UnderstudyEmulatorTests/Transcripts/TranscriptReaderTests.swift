import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer

@Suite("Reading a transcript") struct TranscriptReaderTests {
  private static let head = "# Centerfy: Errors (docs/vendors/centerfy.md)\n"
  private static let step = head + "## it is refused\n> PUT /a\n> x-api-key: b\n"

  private func read(_ text: String) throws -> Transcript {
    try TranscriptReader.read(text, from: TranscriptFile(name: "a.http"))
  }

  @Test(
    "A syntax error is reported with its line",
    arguments: [
      ("", 1, "there is no first line"),
      ("# Centerfy\n", 1, "the first line must be `# <vendor>: <heading> (<document>.md)`"),
      ("\n# Centerfy: Errors (a.md)\n## a\n", 3, "there is no first line"),
      (head + "# @enable-rules a\n", 2, "@enable-rules a is not a directive"),
      (head + "# @enable-rule\n", 2, "@enable-rule is not a directive"),
      (head + "# @no-annotations at all\n", 2, "@no-annotations at all is not a directive"),
      (head + "PUT /a\n", 2, "a line must begin with #, ##, > or <"),
      (head + " > PUT /a\n", 2, "a line must begin with #, ##, > or <"),
      (head + "> PUT /a\n", 2, "a request must stand below a title"),
      (head + "## a\n< 200\n", 3, "an answer must stand below a request"),
      (head + "## a\n> PUT\n", 3, "a request must begin with `> <method> <target>`"),
      (head + "## a\n> PUT /a b\n", 3, "a request must begin with `> <method> <target>`"),
      (head + "## a\n## b\n", 3, "the step above has no answer"),
      (step, 5, "the step above has no answer"),
      (step + "# a comment\n", 5, "a comment must stand above the first step"),
      (step + "> no field\n", 5, "a header field must be `<name>: <value>`"),
      (step + ">\n> @repeat x\n", 6, "@repeat x is not a directive"),
      (step + ">\n> @bytes 0G\n", 6, "@bytes 0G is not a directive"),
      (step + ">\n> @unknown\n", 6, "@unknown is not a directive"),
      (step + "< OK\n", 5, "an answer must begin with `< <status>`"),
      (step + "< 200\n< no field\n", 6, "a header field must be `<name>: <value>`"),
      (step + "< 200\n> too late\n", 6, "a request must stand below a title"),
    ])
  func errors(_ text: String, _ line: Int, _ sentence: String) {
    let error = #expect(throws: TranscriptError.self) { try read(text) }
    #expect(error?.description == "\(TranscriptFile(name: "a.http").path):\(line): \(sentence)")
  }

  @Test func `A step has its request and its answer`() throws {
    let step = try #require(read(Self.step + ">\n> {\n>\n> }\n< 400\n< Allow: PUT\n<\n< no\n").steps.first)
    #expect(step.request.fields.map(\.description) == ["x-api-key: b"])
    #expect(step.request.body == Array("{\n\n}".utf8))
    #expect(step.expected.status == 400 && step.expected.line == 9)
    #expect(step.expected["Allow"] == "PUT" && step.expected.body == Array("no".utf8))
  }

  @Test(
    "A body may use directives",
    arguments: [
      ("> @repeat 3 ab\n", "ababab"), ("> @repeat 2  \n", "  "), ("> @bytes 41 0A\n> b\n", "A\n\nb"),
      (">\n> a\n", "\na"),
      ("", ""),
    ])
  func bodies(_ lines: String, _ body: String) throws {
    let step = try #require(read(Self.step + ">\n" + lines + "< 200\n").steps.first)
    #expect(String(decoding: step.request.body, as: UTF8.self) == body)
  }

  @Test(
    "A different answer is reported with both values",
    arguments: [
      (404, "{}", "application/json", "PUT", ["status"]),
      (400, "{ }", "application/json", "PUT", ["body"]),
      (400, "{}", "text/plain", "PUT", ["Content-Type"]),
      (400, "{}", "application/json", "GET", ["header fields"]),
      (400, "{}", "application/json", "PUT", []),
    ])
  func mismatches(_ status: Int, _ body: String, _ type: String, _ allow: String, _ subjects: [String]) throws {
    let step = try #require(read(Self.step + "< 400\n< Allow: PUT\n<\n< {}\n").steps.first)
    let response = Response(
      status: status, fields: [.contentType: type, .allow: allow], body: Array(body.utf8))
    let found = step.mismatches(with: ReceivedAnswer(response, to: "PUT"), annotations: [])
    #expect(found.map { String($0.prefix { $0 != "\n" }) } == subjects)
    #expect(found.allSatisfy { $0.contains("\n  expected: ") && $0.contains("\n  actual:   ") })
  }

  @Test func `An unlisted field and a missing id are reported`() throws {
    let step = try #require(read(Self.step + "< 200\n").steps.first)
    let response = Response(status: 200, fields: [.contentType: "application/json", .server: "x"])
    let found = step.mismatches(with: ReceivedAnswer(response, to: "PUT"), annotations: .standard)
    #expect(
      found == [
        "header fields\n  expected: \n  actual:   Server: x",
        "X-Understudy-Request-Id\n  expected: a UUID of version 8\n  actual:   none",
      ])
  }
}
