import Foundation
import Testing
import UnderstudyCompare

@Suite("A report of a comparison") struct ReportTests {
  /// The committed reports of ``SampleComparison``.
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  @Test("is the committed one, in each format", arguments: ReportFormat.allCases)
  func committed(_ format: ReportFormat) throws {
    let file = Self.directory.appending(path: "report.\(format.rawValue)")
    #expect(try SampleComparison.report().text(format) == String(contentsOf: file, encoding: .utf8))
  }

  @Test func `has all numbers in the first three lines, and the conclusion in the last`() {
    let lines = SampleComparison.report().text(.text).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.prefix(3) == [
        "Compared:      7 exchanges", "Differences:   5 by 3 causes, and 1 accepted",
        "Not compared:  8 exchanges, neither equal nor different: see below",
      ])
    #expect(
      lines.suffix(2) == [
        "5 differences by 3 causes in 7 compared exchanges; 8 exchanges could not be compared.", "",
      ])
  }

  @Test func `is at most 100 columns wide, but for what is copied`() {
    let lines = SampleComparison.report().text(.text).split(separator: "\n")
    let copied = ["   curl ", "   understudy serve ", "   {"]
    #expect(lines.allSatisfy { line in line.count <= 100 || copied.contains { line.hasPrefix($0) } })
  }

  @Test func `has the worst kind first, and causes of one kind in their order`() {
    var result = CaptureComparison()
    for (index, kind) in (Difference.Kind.allCases.reversed() + Difference.Kind.allCases).enumerated() {
      let place = index < Difference.Kind.allCases.count ? "/first" : "/second"
      result.add(
        [SampleComparison.difference(kind, at: place)], of: SampleComparison.exchange(index + 1, "GET /v1/agents"))
    }
    let causes = SampleComparison.report(result).causes.map(\.group.example)
    #expect(causes.map(\.kind) == Difference.Kind.allCases.flatMap { [$0, $0] })
    #expect(causes.map(\.pointer) == Difference.Kind.allCases.flatMap { _ in ["/first", "/second"] })
  }

  @Test("never says that all is well where something was not compared", arguments: ReportFormat.allCases)
  func partly(_ format: ReportFormat) {
    var result = CaptureComparison()
    result.add([], of: SampleComparison.exchange(1, "GET /v1/agents"))
    result.add(Uncompared(.bodyCut), of: SampleComparison.exchange(2, "GET /v1/agents"))
    let report = SampleComparison.report(result, accepting: [])
    #expect(report.outcome == .partlyCompared)
    let text = report.text(format)
    #expect(text.contains("No differences in 1 compared exchange; 1 exchange could not be compared."))
    #expect(text.matches(of: /No differences/).count == text.matches(of: /could not be compared/).count)
  }

  @Test("says so where nothing was compared", arguments: ReportFormat.allCases)
  func nothing(_ format: ReportFormat) {
    #expect(
      SampleComparison.report(CaptureComparison(), accepting: []).outcome == .nothingCompared)
    var result = CaptureComparison()
    result.add(Uncompared(.noResponse), of: SampleComparison.exchange(1, "GET /v1/agents"))
    let report = SampleComparison.report(result, accepting: [])
    #expect(report.outcome == .nothingCompared)
    let text = report.text(format)
    #expect(text.contains("Nothing was compared; 1 exchange could not be compared."))
    #expect(!text.contains("No differences"))
  }

  @Test func `of equal exchanges is short`() {
    var result = CaptureComparison()
    for number in 1...2 { result.add([], of: SampleComparison.exchange(number, "GET /v1/agents")) }
    let report = SampleComparison.report(result, accepting: [])
    #expect(report.outcome == .equal)
    #expect(
      report.text(.text) == """
        Compared:      2 exchanges
        Differences:   0
        Not compared:  0 exchanges

        No differences in 2 compared exchanges.

        """)
  }

  @Test func `shows an exchange once`() {
    var result = CaptureComparison()
    let exchange = SampleComparison.exchange(1, "GET /v1/agents", curl: "curl http://127.0.0.1:4010/v1/agents")
    result.add([SampleComparison.missing, SampleComparison.wording], of: exchange)
    let text = SampleComparison.report(result, accepting: []).text(.text)
    #expect(text.matches(of: /GET|curl/).count == 2)
    #expect(text.contains("\n   example    that of 1 (recorded.har#1)\n"))
  }

  @Test func `says that no switch helps`() {
    var result = SampleComparison.result
    result.suggestion = CaptureComparison.SuggestedSwitches(options: [], before: 6, after: 6)
    let report = SampleComparison.report(result)
    #expect(report.text(.text).contains("\nSuggestion: no switch of a rule leaves fewer differences\n"))
    #expect(report.text(.markdown).contains("\n- no switch of a rule leaves fewer differences\n"))
  }

  @Test func `has a bounded comment for a pull request`() {
    var result = CaptureComparison()
    for index in 0..<2_000 {
      result.add(
        [SampleComparison.difference(.value, at: "/member\(index)")],
        of: SampleComparison.exchange(index, "GET /v1/agents", curl: String(repeating: "x", count: 2_000)))
      result.addOtherHost("host\(index).example.com")
    }
    let text = SampleComparison.report(result).text(.markdown)
    #expect(text.utf8.count < 65_536)
    #expect(text.contains("and 1900 more") && text.contains("Details of 1980 more"))
  }
}
