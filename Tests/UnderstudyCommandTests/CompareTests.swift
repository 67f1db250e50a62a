import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

/// `understudy compare`, as a shell and a CI service see it.
@Suite("compare", .waits) struct CompareTests {
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  /// An update that both refuse in the same words.
  private static let same = CapturedUpdate(
    status: 400, received: #"{"error":true,"message":"`temperature` must be from 0 to 1, but was 1.5"}"#)
  /// The same update, which only we refuse.
  private static let accepted = CapturedUpdate(
    status: 200,
    received: """
      {"id":"\(Centerfy.salesBot.id)","name":"Sales Bot","is_active":true,"updated_at":"2026-11-29T12:00:00Z"}
      """)

  /// Writes a capture with these exchanges.
  private func capture(_ exchanges: CapturedUpdate..., to name: String = "recorded.har") throws -> String {
    let entries = exchanges.map(\.entry).joined(separator: ",")
    return try scratch.write(
      #"{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[\#(entries)]}}"#, to: name)
  }

  @Test func `ends with 0 if nothing differs, and prints the report only`() throws {
    defer { scratch.remove() }
    let ending = try Program.run(["compare", try capture(Self.same)])
    #expect(ending.code == 0 && ending.errors == "", "\(ending)")
    #expect(ending.output.hasPrefix("Compared:      1 exchange\nDifferences:   0\nNot compared:  0 exchanges\n"))
  }

  @Test func `ends with 3 if something differs, and names the rule and its switch`() throws {
    defer { scratch.remove() }
    let ending = try Program.run(["compare", try capture(Self.same, Self.accepted)])
    #expect(ending.code == 3 && ending.errors == "", "\(ending)")
    #expect(ending.output.contains("1. centerfy: we refuse what the vendor accepts, in 1 exchange\n"))
    #expect(ending.output.contains("   rule       centerfy.temperature.range\n"))
    #expect(ending.output.contains("   switch     --disable-rule centerfy.temperature.range\n"))
  }

  @Test("ends with 0 if the rule is switched", arguments: Given.allCases)
  func switched(_ given: Given) throws {
    defer { scratch.remove() }
    let capture = try capture(Self.accepted)
    let rule = "centerfy.temperature.range"
    let ending =
      switch given {
      case .flag: try Program.run(["compare", capture, "--disable-rule", rule, "--format", "json"])
      case .variable:
        try Program.run(["compare", capture], ["UNDERSTUDY_DISABLE_RULE": rule, "UNDERSTUDY_FORMAT": "json"])
      }
    #expect(ending.code == 0, "\(ending)")
    #expect(try JSON(text: ending.output).members?["outcome"] == "equal")
  }

  @Test(
    "has each format",
    arguments: [("text", "Compared: "), ("json", "{\n"), ("junit", "<?xml "), ("markdown", "### ")])
  func format(_ format: String, _ start: String) throws {
    defer { scratch.remove() }
    let ending = try Program.run(["compare", try capture(Self.accepted), "--format", format])
    #expect(ending.code == 3 && ending.errors == "" && ending.output.hasPrefix(start), "\(ending)")
  }

  @Test func `ends with 0 if all differences are accepted`() throws {
    defer { scratch.remove() }
    let accept = try scratch.write(
      """
      [{"class": "refused-by-us", "rule": "centerfy.temperature.range", "operation": "centerfy", "reason": "Ticket 12"}]
      """, to: "accepted.json")
    let ending = try Program.run(["compare", try capture(Self.accepted), "--accept", accept])
    #expect(ending.code == 0 && ending.errors == "", "\(ending)")
    #expect(ending.output.contains("Accepted by \(accept)\n   1 exchange: centerfy, refused-by-us,"))
  }

  @Test func `ends with 3 if nothing could be compared`() throws {
    defer { scratch.remove() }
    let ending = try Program.run(["compare", try capture()])
    #expect(ending.code == 3 && ending.errors == "", "\(ending)")
    #expect(ending.output.hasSuffix("\nNothing was compared.\n"))
  }

  @Test func `ends with 65 if a capture is no HAR, and with 66 if it cannot be read`() throws {
    defer { scratch.remove() }
    let good = try capture(Self.same)
    let bad = try scratch.write("{\"log\": {]", to: "bad.har")
    let invalid = try Program.run(["compare", good, bad])
    #expect(invalid.code == 65 && invalid.output == "" && invalid.errors.hasPrefix("\(bad):1:10: "), "\(invalid)")
    let missing = try Program.run(["compare", good, scratch("nowhere.har")])
    #expect(missing.code == 66 && missing.output == "", "\(missing)")
    #expect(missing.errors.hasPrefix("Error: \(scratch("nowhere.har")): "))
  }

  @Test func `ends with 65 for each error in the file of --accept, and with 66 if it cannot be read`() throws {
    defer { scratch.remove() }
    let accept = try scratch.write(
      """
      [{"class": "valve", "pointer": "/a", "operation": "centerfy", "reason": "r"},
       {"class": "value", "pointer": "/a", "operation": "centerfy", "reason": ""}]
      """, to: "accepted.json")
    let invalid = try Program.run(["compare", try capture(Self.same), "--accept", accept])
    #expect(invalid.code == 65 && invalid.output == "")
    #expect(
      invalid.errors == """
        \(accept):1:12: /0/class: `class` cannot be "valve"; did you mean "value"?
        \(accept):2:73: /1/reason: `reason` is blank; say why the difference is accepted

        """)
    let missing = try Program.run(["compare", "recorded.har", "--accept", "/nowhere/accepted.json"])
    #expect(missing.code == 66 && missing.output == "")
    #expect(missing.errors == "Error: --accept /nowhere/accepted.json cannot be read: No such file or directory\n")
  }

  @Test func `reads no seeds if the usual directory is missing, but says that a named one is`() throws {
    defer { scratch.remove() }
    let capture = try capture(Self.same)
    let alone = try Program(["compare", capture], launcher: ["env", "-C", scratch.path])
    defer { alone.kill() }
    #expect(try alone.ending().code != 66)
    let named = try Program.run(["compare", capture, "--seed-data", scratch("nowhere")])
    #expect(named.code == 66 && named.output == "")
    #expect(
      named.errors == "Error: cannot read the seed directory \(scratch("nowhere")): No such file or directory\n")
  }

  @Test func `writes seed files that check accepts, and replaces none`() throws {
    defer { scratch.remove() }
    let arguments = ["compare", try capture(Self.same), "--write-seeds", scratch("new/seeds")]
    let first = try Program.run(arguments)
    #expect(first.code == 0 && first.errors.hasPrefix("wrote \(scratch("new/seeds"))/"), "\(first)")
    #expect(try Program.run(["check", scratch("new/seeds")]).code == 0)
    let second = try Program.run(arguments)
    #expect(second.code == 64 && second.output == first.output, "\(second)")
    #expect(second.errors.contains(" exists and was not changed; remove it, or name another directory\n"))
  }
}

/// An update of a seeded agent of Centerfy, in a capture of the vendor's host.
private struct CapturedUpdate {
  private let sent = #"{"temperature":1.5}"#
  let status: Int
  let received: String

  var entry: String {
    let entry: JSON = [
      "startedDateTime": "2026-11-29T12:00:00.000Z", "time": 12,
      "request": [
        "method": "PUT",
        "url": .string("https://crmwebhook.com/functions/v1/crm-api/update-agent/\(Centerfy.salesBot.id)"),
        "httpVersion": "HTTP/1.1", "cookies": [], "queryString": [], "headersSize": -1,
        "bodySize": .number(Number(sent.utf8.count)),
        "headers": [
          ["name": "Host", "value": "crmwebhook.com"], ["name": "Content-Type", "value": "application/json"],
          ["name": "x-api-key", "value": "cfy_key_of_the_recording"],
        ],
        "postData": ["mimeType": "application/json", "text": .string(sent)],
      ],
      "response": [
        "status": .number(Number(status)), "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [],
        "redirectURL": "", "headersSize": -1, "bodySize": -1,
        "headers": [["name": "Content-Type", "value": "application/json"]],
        "content": [
          "size": .number(Number(received.utf8.count)), "mimeType": "application/json", "text": .string(received),
        ],
      ],
      "cache": [:], "timings": ["send": 0, "wait": 12, "receive": 0],
    ]
    return "\(entry)"
  }
}
