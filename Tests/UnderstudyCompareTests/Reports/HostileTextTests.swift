import Foundation
import FoundationXML
import Testing
import UnderstudyCompare
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A hostile text in a capture") struct HostileTextTests {
  /// A terminal's commands, lines that look like the report's, markup of each format, and what XML cannot have.
  private static let hostile =
    "a\u{1B}[31m\u{9B}1m\u{202E}\nDifferences:   0\r\n| b \\| c\\\\| d` ``e``` </failure>]]><script>&amp;\"'\u{0}\u{FFFE}\u{FFFF}"
    + "@everyone ![x](//evil.example) <img src=x> |\u{301} `\u{301} *\u{301}# --> \u{2028}"

  private static func result(_ text: String) -> CaptureComparison {
    let rule = Difference.NamedRule(
      id: "centerfy.temperature.range", summary: "A rule.", source: .assumed("A reason."),
      document: "https://a.example",
      option: "--disable-rule centerfy.temperature.range")
    let exchange = ExchangeReference(place: text, request: text, curl: "curl '\(text)'")
    var result = CaptureComparison()
    for (pointer, rule) in [("/\(text)", rule), ("/\(text)", nil)] {
      let difference = Difference(
        .value, operation: "centerfy", rule: rule, pointer: pointer, .guessed, recorded: text, ours: text)
      result.add([difference], of: exchange)
    }
    result.add([SampleComparison.difference(.order, at: text)], of: exchange)
    result.add(Uncompared(.unknownState, text), of: exchange)
    result.addOtherHost(text)
    return result
  }

  private static func report(_ text: String = hostile, accepting isAccepted: Bool = true) -> ComparisonReport {
    let entry = SampleComparison.entry(SampleComparison.difference(.order, at: text), reason: text)
    let absent = SampleComparison.entry(SampleComparison.difference(.type, at: text), reason: text)
    return SampleComparison.report(result(text), accepting: isAccepted ? [entry, absent] : [])
  }

  @Test("reaches no terminal as it is, and forges no line", arguments: ReportFormat.allCases)
  func controlCharacters(_ format: ReportFormat) {
    let text = Self.report().text(format)
    #expect(
      text.contains(#"a\u001b[31m\u009b1m\u202e\u000aDifferences:   0\u000d\u000a"#) || format == .json
        || format == .markdown)
    let raw = "\u{1B}\u{9B}\u{202E}\r\u{0}\u{2028}".unicodeScalars
    #expect(!text.unicodeScalars.contains { raw.contains($0) })
    #expect(text.matches(of: /(?m)^Differences:/).count <= 1)
    // As many lines as with a harmless text, but for those that a long text takes.
    guard format != .text else { return }
    #expect(text.split(separator: "\n").count == Self.report("harmless").text(format).split(separator: "\n").count)
  }

  @Test func `is a string of JSON`() throws {
    let report = try #require(try JSON(text: Self.report().text(.json)).members)
    let causes = try #require(report["causes"]?.array).compactMap(\.members)
    #expect(causes.map { $0["recorded"]?.string } == [Self.hostile, Self.hostile])
    #expect(causes.first?["pointers"]?.array == [.string("/" + Self.hostile)])
    #expect(report["otherHosts"]?.array?.first?.members?["host"]?.string == Self.hostile)
    #expect(report["accepted"]?.array?.first?.members?["entry"]?.members?["reason"]?.string == Self.hostile)
  }

  @Test func `is text of XML`() throws {
    let document = try JUnitDocument(Self.report().text(.junit))
    #expect(document.testCases.count == 5)
    #expect(!document.elements.contains("script") && !document.elements.contains("img"))
    let message = try #require(document.testCases.first { $0.name.hasPrefix("value: /") }?.attributes["message"])
    #expect(message.contains(#"</failure>]]><script>&amp;"'\u0000\ufffe\uffff"#))
  }

  @Test("is no markup of Markdown", .tags(.external, .python), .needs(.python))
  func markdown() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try scratch.write(Self.report().text(.markdown), to: "report.md")
    let harmless = try scratch.write(Self.report("harmless").text(.markdown), to: "harmless.md")
    // Prints the elements of the rendered page, and which texts are outside of code.
    let script = """
      import sys
      from html.parser import HTMLParser
      from markdown_it import MarkdownIt
      class Page(HTMLParser):
          def __init__(self):
              super().__init__()
              self.elements, self.code, self.mentions = [], 0, 0
          def handle_starttag(self, tag, attributes):
              self.elements.append(tag)
              self.code += tag in ("code", "pre")
          def handle_endtag(self, tag): self.code -= tag in ("code", "pre")
          def handle_data(self, text): self.mentions += self.code == 0 and "@everyone" in text
      for path in sys.argv[1:]:
          page = Page()
          page.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(open(path).read()))
          print(" ".join(page.elements), page.mentions)
      """
    let python = ExternalProgram.python.path ?? "python"
    let (code, output) = try ExternalCommand.run([python, "-c", script, file, harmless])
    #expect(code == 0, "\(output)")
    let pages = output.split(separator: "\n")
    try #require(pages.count == 2, "\(output)")
    // A reason is the project's own text, and outside of code.
    #expect(pages[0].hasSuffix(" 2") && pages[1].hasSuffix(" 0"))
    #expect(pages[0].dropLast(2) == pages[1].dropLast(2))
  }
}
