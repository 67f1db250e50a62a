import FoundationEssentials
import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("A format") struct FormatTests {
  @Test(
    "accepts UUIDs in any case, and nothing around them",
    arguments: [
      ("d8f2a229-2f5c-42ba-ac65-402f2c25fee2", true), ("D8F2A229-2F5C-42BA-AC65-402F2C25FEE2", true),
      ("00000000-0000-0000-0000-000000000000", true), ("ffffffff-ffff-ffff-ffff-ffffffffffff", true),
      ("", false), ("d8f2a229", false), ("d8f2a2292f5c42baac65402f2c25fee2", false),
      ("{d8f2a229-2f5c-42ba-ac65-402f2c25fee2}", false), ("urn:uuid:d8f2a229-2f5c-42ba-ac65-402f2c25fee2", false),
      ("d8f2a229-2f5c-42ba-ac65-402f2c25fee", false), ("d8f2a229-2f5c-42ba-ac65-402f2c25fee22", false),
      ("g8f2a229-2f5c-42ba-ac65-402f2c25fee2", false), ("d8f2a22-92f5c-42ba-ac65-402f2c25fee2", false),
      (" d8f2a229-2f5c-42ba-ac65-402f2c25fee2", false), ("d8f2a229-2f5c-42ba-ac65-402f2c25fee2\n", false),
      ("d8f2a229-2f5c-42ba-ac65-402f2c25fee2-", false), ("d8f2a229_2f5c_42ba_ac65_402f2c25fee2", false),
      ("١8f2a229-2f5c-42ba-ac65-402f2c25fee2", false), ("d8f2a229-2f5c-42ba-ac65-402f2c25feé", false),
      ("-8f2a229-2f5c-42ba-ac65-402f2c25fee2", false), ("----", false),
    ])
  func uuid(_ text: String, _ isAccepted: Bool) {
    #expect(Format.uuid.accepts(text) == isAccepted && Format.uuid.describes(text) == isAccepted)
  }

  @Test(
    "accepts absolute URLs of http and https",
    arguments: [
      ("https://example.com", true), ("http://localhost:8080/a?b=c#d", true), ("HTTPS://EXAMPLE.COM/", true),
      ("https://user:secret@example.com/", true), ("http://127.0.0.1/", true), ("http://[::1]:80/", true),
      ("http://[::ffff:1.2.3.4]", true), ("http://[0]", false),
      ("http://[~]", false), ("http://[1::2::3]/", false), ("http://a@[%25]", false),
      ("https://example.com/%C3%A4", true), ("https://a.b.c.example/x/../y", true),
      ("", false), ("example.com", false), ("/a", false), ("//example.com/a", false), ("ftp://example.com", false),
      ("file:///a", false), ("mailto:a@example.com", false), ("javascript:alert(1)", false), ("https:", false),
      ("https://", false), ("https:///a", true), ("https:example.com", true), ("https:/example.com", true),
      (#"https:\\example.com\a"#, true), ("https://exa mple.com", false), ("https://example.com/a b", true),
      (" https://example.com", true), ("https://example.com\n", true), ("https://example.com/%zz", true),
      ("https://bücher.example/ä?ö#ü", true), ("https://example.com/{id}", true), ("https://{host}/", true),
      ("https://?a", false), ("https://:80/", false), ("http", false), ("://example.com", false),
      ("https://example.com/\u{1}", true), ("https://a@", false), ("https://a@b@c", true), ("https://a:b/", false),
      ("https://a:65535", true), ("https://a:65536", false), ("https://a:", true), ("https://a%2fb", false),
      ("https://1.2.3.4", true), ("https://1.2.3.999", false), ("https://1.2.3.4.5", false),
      ("https://0x7f.1", true),
      ("https://a.1.example", true), ("https://a^b", false),
    ])
  func webURL(_ text: String, _ isAccepted: Bool) {
    #expect(Format.webURL.accepts(text) == isAccepted)
    // The pattern does not express numeric addresses and encoded hosts.
    let isAddress = text.contains(/\[[0-9a-f:.]*\]|[0-9.]{7}|%2f|:65536/)
    #expect(Format.webURL.describes(text) == isAccepted || isAddress)
  }

  @Test(
    "accepts times of days that exist, in UTC with seconds",
    arguments: [
      ("2026-04-17T12:00:00Z", true), ("2024-02-29T23:59:59Z", true), ("1970-01-01T00:00:00Z", true),
      ("2000-02-29T12:00:00Z", true), ("1900-02-29T12:00:00Z", false), ("1999-12-31T23:59:59Z", true),
      ("2100-03-01T00:00:00Z", true), ("9999-12-31T23:59:59Z", true), ("1600-01-31T01:02:03Z", true),
      ("0001-01-01T00:00:00Z", true), ("1066-10-14T09:00:00Z", true),
      ("1582-12-31T23:59:59Z", true), ("1583-01-01T00:00:00Z", true), ("1700-02-29T12:00:00Z", false),
      ("", false), ("2026-04-17", false), ("2026-04-17T12:00Z", false), ("2026-04-17T12:00:00", false),
      ("2026-04-17T12:00:00+00:00", false), ("2026-04-17T12:00:00.000Z", false), ("2026-04-17 12:00:00Z", false),
      ("2026-04-17t12:00:00z", false), ("20260417T120000Z", false), ("2026-02-30T12:00:00Z", false),
      ("2025-02-29T12:00:00Z", false), ("2026-13-01T12:00:00Z", false), ("2026-04-17T24:00:00Z", false),
      ("2026-04-17T12:60:00Z", false), ("2026-04-17T12:00:60Z", false), (" 2026-04-17T12:00:00Z", false),
      ("2026-04-17T12:00:00Z ", false), ("2026-4-17T12:00:00Z", false), ("٢026-04-17T12:00:00Z", false),
    ])
  func timestamp(_ text: String, _ isAccepted: Bool) {
    #expect(Format.timestamp.accepts(text) == isAccepted)
    #expect(Timestamp(text)?.description == (isAccepted ? text : nil))
    if let time = Timestamp(text) { #expect(Timestamp(time.date) == time) }
    // A pattern cannot express which days exist.
    #expect(Format.timestamp.describes(text) || !isAccepted)
  }

  @Test(
    "writes times with their fraction cut off",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_776_427_200, "2026-04-17T12:00:00Z"),
      (1_776_427_200.999, "2026-04-17T12:00:00Z"),
      (951_782_400, "2000-02-29T00:00:00Z"),
    ])
  func written(_ seconds: Double, _ text: String) {
    #expect(Timestamp(Date(timeIntervalSince1970: seconds)).description == text)
  }

  @Test(
    "accepts hours and minutes",
    arguments: [
      ("00:00", true), ("08:00", true), ("23:59", true), ("24:00", false), ("9:00", false), ("09:60", false),
      ("08:00:00", false), ("0800", false), ("", false), ("08-00", false), (" 8:00", false), ("٠8:00", false),
      ("08:0a", false), ("-1:00", false), ("08:00 ", false), ("/0:00", false), ("99:99", false),
    ])
  func timeOfDay(_ text: String, _ isAccepted: Bool) {
    #expect(Format.timeOfDay.accepts(text) == isAccepted && Format.timeOfDay.describes(text) == isAccepted)
  }

  @Test(
    "accepts names of the time zone database, as it writes them",
    arguments: [
      ("Africa/Lagos", true), ("UTC", true), ("Etc/GMT+12", true), ("America/Argentina/Buenos_Aires", true),
      ("US/Eastern", true), ("EST5EDT", true), ("", false), ("africa/lagos", false), ("Africa/", false),
      ("Africa", false), ("Lagos", false), ("Mars/Olympus", false), ("Africa/Lagos ", false), ("posix/UTC", false),
      ("America/Argentina", false), ("\u{212A}wajalein", false), ("../etc/passwd", false), ("Factory", true),
    ])
  func timeZone(_ text: String, _ isAccepted: Bool) {
    #expect(Format.timeZone.accepts(text) == isAccepted && Format.timeZone.describes(text) == isAccepted)
  }

  private static let zones = try? String(contentsOfFile: "/usr/share/zoneinfo/tzdata.zi", encoding: .utf8)

  @Test(
    "knows each time zone of this machine",
    .enabled(if: zones != nil, "/usr/share/zoneinfo/tzdata.zi is not on this machine"))
  func everyZone() throws {
    let lines = try #require(Self.zones).split(separator: "\n").map { $0.split(separator: " ") }
    let names = lines.compactMap { words -> Substring? in
      switch words.first {
      case "Z": words.count > 1 ? words[1] : nil
      case "L": words.count > 2 ? words[2] : nil
      default: nil
      }
    }
    #expect(names.count > 500)
    #expect(names.filter { !Format.timeZone.accepts(String($0)) } == [])
  }

  @Test(
    "accepts the text of an array of objects",
    arguments: [
      ("[]", true), (" [ {} ] ", true), (#"[{"a":[1]},{}]"#, true), ("", false), ("{}", false), ("[1]", false),
      ("[{},null]", false), ("[{}", false), ("[{}]]", false), (#"["{}"]"#, false), ("[{\"a\":\"\u{1}\"}]", false),
      (String(repeating: "[", count: 100_000), false),
    ])
  func arrayOfObjects(_ text: String, _ isAccepted: Bool) {
    #expect(Format.arrayOfObjects.accepts(text) == isAccepted)
  }
}

extension Format {
  /// Whether the format's JSON Schema accepts a string, by its pattern or its list of values.
  fileprivate func describes(_ text: String) -> Bool {
    if let values = schema["enum"]?.array { return values.contains(.string(text)) }
    guard let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern) else { return false }
    // In JSON Schema `$` is the end of the text.
    return text.wholeMatch(of: regex.matchingSemantics(.unicodeScalar)) != nil
  }
}
