import Foundation
import Glibc
import Testing
import UnderstudyCompare
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The file of accepted differences") struct AcceptFileTests {
  private static let file = AcceptFile(Registry())

  private func read(_ text: String) throws -> [AcceptedDifference] {
    try Self.file.read(Array(text.utf8), named: "accepted.json")
  }

  private func errors(in text: String) -> [String] {
    do {
      _ = try read(text)
      return []
    } catch AcceptFileError.invalid(let errors) {
      return errors.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `has entries by rule and by place`() throws {
    let entries = try read(
      """
      [{"class": "refused-by-us", "rule": "centerfy.temperature.range", "operation": "centerfy", "reason": "Ticket 12"},
       {"class": "member-extra", "pointer": "/agents/-/name", "operation": "voicebip-list", "reason": "r",
        "until": "2027-01-31"},
       {"class": "status", "pointer": "", "operation": "trillet-call", "reason": "r", "until": null},
       {"class": "type", "pointer": "Content-Type", "operation": "trillet-call", "reason": "r"}]
      """)
    #expect(
      entries.map(\.cause) == [
        AcceptedDifference.Cause(.refusedByUs, .rule("centerfy.temperature.range"), operation: "centerfy"),
        AcceptedDifference.Cause(.memberExtra, .pointer("/agents/-/name"), operation: "voicebip-list"),
        AcceptedDifference.Cause(.status, .pointer(""), operation: "trillet-call"),
        AcceptedDifference.Cause(.type, .pointer("Content-Type"), operation: "trillet-call"),
      ])
    #expect(entries.map(\.until?.description) == [nil, "2027-01-31", nil, nil])
    #expect(entries.first?.reason == "Ticket 12")
    #expect(try read("[]").isEmpty)
  }

  @Test func `knows each rule, each operation and each kind, also of checks that are always on`() throws {
    let registry = Registry()
    let rules = (registry.rules + registry.alwaysOnRules).map(\.rule.id)
    let operations = registry.surfaces.flatMap(\.operations).map(\.id)
    let entries =
      rules.map { ("rule", $0, "centerfy", "value") } + operations.map { ("pointer", "/a", $0, "order") }
      + Difference.Kind.allCases.map { ("pointer", "/b", "centerfy", $0.rawValue) }
    let text = entries.map { #"{"class":"\#($0.3)","\#($0.0)":"\#($0.1)","operation":"\#($0.2)","reason":"r"}"# }
    #expect(try read("[\(text.joined(separator: ","))]").count == entries.count)
  }

  @Test(
    "An error in it has its place, and what is valid",
    arguments: [
      ("{", #"1:2: expected a member name in double quotes but found the end of the text"#),
      ("{}", "1:1: the file must be an array of accepted differences, but is an object"),
      ("[7]", "1:2: /0: an accepted difference must be an object, but this is a number"),
      (#"[{"rule":"r","rule":"r"}]"#, #"1:14: the member "rule" stands twice in one object"#),
      (
        entry(#""class":"refused-by-as""#),
        #"1:11: /0/class: `class` cannot be "refused-by-as"; did you mean "refused-by-us"?"#
      ),
      (
        entry(#""class":7"#), "1:11: /0/class: `class` must be a string, but is a number"
      ),
      (
        #"[{"pointer":"/a","operation":"centerfy","reason":"r"}]"#,
        "1:2: /0: `class` is missing: one of refused-by-us, refused-by-vendor, status, member-missing, member-extra, "
          + "type, value, wording, order"
      ),
      (
        entry(#""class":"value","clas":1"#),
        "1:26: /0/clas: `clas` is not a member of an accepted difference; did you mean `class`?"
      ),
      (
        #"[{"class":"value","rule":"centerfy.temprature.range","operation":"centerfy","reason":"r"}]"#,
        #"1:26: /0/rule: "centerfy.temprature.range" is not a rule; did you mean "centerfy.temperature.range"?; "#
          + "`understudy rules` lists them all"
      ),
      (
        #"[{"class":"value","pointer":"a/b","operation":"centerfy","reason":"r"}]"#,
        "1:29: /0/pointer: `pointer` must be a JSON Pointer with `-` for each index, such as \"/agents/-/name\", or the "
          + "name of a header field, but is \"a/b\""
      ),
      (
        #"[{"class":"value","pointer":"/a","rule":"centerfy.temperature.range","operation":"centerfy","reason":"r"}]"#,
        "1:29: /0/pointer: `pointer` cannot stand beside `rule`: keep the one that you mean"
      ),
      (
        #"[{"class":"value","operation":"centerfy","reason":"r"}]"#,
        "1:2: /0: `rule` or `pointer` is missing: the report of the difference has the one that it needs"
      ),
      (
        #"[{"class":"value","pointer":"/a","operation":"centerfi","reason":"r"}]"#,
        #"1:46: /0/operation: "centerfi" is not an operation; did you mean "centerfy"?"#
      ),
      (
        #"[{"class":"value","pointer":"/a","reason":"r"}]"#,
        #"1:2: /0: `operation` is missing: the id of the operation, such as "trillet-omni-flow""#
      ),
      (
        #"[{"class":"value","pointer":"/a","operation":"centerfy"}]"#,
        "1:2: /0: `reason` is missing: a sentence that says why the difference is accepted"
      ),
      (
        #"[{"class":"value","pointer":"/a","operation":"centerfy","reason":" \t\n"}]"#,
        "1:66: /0/reason: `reason` is blank; say why the difference is accepted"
      ),
      (
        #"[{"class":"value","pointer":"/a","operation":"centerfy","reason":"r","until":"2026-02-30"}]"#,
        #"1:78: /0/until: `until` must be a day that exists, such as "2027-01-31", but is "2026-02-30""#
      ),
    ] as [(String, String)])
  func invalid(_ text: String, _ error: String) {
    #expect(errors(in: text) == ["accepted.json:\(error)"])
  }

  /// An entry that is valid but for these members.
  private static func entry(_ members: String) -> String {
    let rest = #""pointer":"/a","operation":"centerfy","reason":"r""#
    return "[{\(members),\(rest)}]"
  }

  @Test(
    "is no day",
    arguments: ["2026-2-3", "2026-13-01", "20260203", "2026-02-03T00:00:00Z", "", "tomorrow", "２026-02-03"])
  func noDay(_ text: String) { #expect(CalendarDay(text) == nil) }

  @Test func `is a day in UTC`() throws {
    let time = try #require(Timestamp("2026-11-29T23:59:59Z"))
    #expect(CalendarDay(time.date) == CalendarDay("2026-11-29"))
    #expect(CalendarDay(time.date.addingTimeInterval(1)) == CalendarDay("2026-11-30"))
  }

  @Test func `has all its errors at once, in their order`() {
    let text = """
      [
        {"reason": "", "class": "valve", "pointer": "/a", "operation": "centerfy"},
        {"class": "value", "pointer": "/a", "operation": "centerfy", "reason": "r"},
        {"class": "value", "pointer": "/a", "operation": "centerfy", "reason": "the same"},
        {"class": "value", "rule": "x", "operation": "y", "reason": "r", "until": 7}
      ]
      """
    let places = errors(in: text).map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(
      places == [
        "accepted.json:2:14: /0/reason: `reason`", "accepted.json:2:27: /0/class: `class`",
        "accepted.json:4:3: /2: the", "accepted.json:5:30: /3/rule: \"x\"",
        "accepted.json:5:48: /3/operation: \"y\"",
        "accepted.json:5:77: /3/until: `until`",
      ])
  }

  @Test func `suggests the right name of each member`() {
    let text = """
      [{"klass": "value", "rul": "centerfy.temperature.range", "pointr": "/a", "operatoin": "centerfy", "reson": "r",
        "untill": "2027-01-31"}]
      """
    let hints = errors(in: text).compactMap { $0.firstMatch(of: /did you mean `([a-z]+)`\?$/)?.1 }
    #expect(hints == ["class", "rule", "pointer", "operation", "reason", "until"])
  }

  @Test func `has a bounded number of errors, and long values are cut`() {
    let entry = #"{"class":"\#(String(repeating: "x", count: 5_000))"}"#
    let errors = errors(in: "[\(Array(repeating: entry, count: 200).joined(separator: ","))]")
    #expect(errors.count == 100 && errors.allSatisfy { $0.utf8.count < 600 })
  }

  @Test("that cannot be read is named", arguments: ["nowhere.json", "directory", "pipe", "large.json"])
  func unreadable(_ name: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("[]", to: "directory/file.json")
    try scratch.write(String(repeating: " ", count: 1_048_577), to: "large.json")
    #expect(mkfifo(scratch("pipe"), 0o600) == 0)
    let reasons = [
      "nowhere.json": "No such file or directory", "directory": "not a file", "pipe": "not a file",
      "large.json": "larger than 1048576 bytes",
    ]
    do {
      _ = try Self.file.read(scratch(name))
      Issue.record("it was read")
    } catch AcceptFileError.unreadable(let sentence) {
      #expect(sentence == "--accept \(scratch(name)) cannot be read: \(reasons[name] ?? "")")
    }
  }
}
