import Testing
import UnderstudyCompare

@Suite("An accepted difference") struct AcceptedReportTests {
  private static func result(_ differences: Difference...) -> CaptureComparison {
    var result = CaptureComparison()
    for (index, difference) in differences.enumerated() {
      result.add([difference], of: SampleComparison.exchange(index + 1, "PUT /agents"))
    }
    return result
  }

  @Test(
    "does not count, by its rule or its place", arguments: [SampleComparison.refusal, SampleComparison.missing])
  func accepted(_ difference: Difference) {
    let report = SampleComparison.report(
      Self.result(difference, difference), accepting: [SampleComparison.entry(difference)])
    #expect(report.outcome == .equal && report.differences == 0 && report.acceptedDifferences == 2)
    #expect(
      report.conclusion == "No differences in 2 compared exchanges, but for 2 accepted.")
    for format in ReportFormat.allCases { #expect(report.text(format).contains("known, ticket 12")) }
  }

  @Test(
    "counts again on the day after its date",
    arguments: [("2026-11-29", true), ("2026-11-30", true), ("2026-12-01", false), ("2027-01-01", false)])
  func date(_ day: String, _ isAccepted: Bool) {
    let report = SampleComparison.report(
      Self.result(SampleComparison.refusal),
      accepting: [SampleComparison.entry(SampleComparison.refusal, until: "2026-11-30")],
      on: CalendarDay(day))
    #expect(report.outcome == (isAccepted ? .equal : .different))
    #expect(report.accepted.isEmpty != isAccepted && report.absent.isEmpty)
    let note = "accepted until 2026-11-30, which is past, so that it counts again: known, ticket 12"
    for format in [ReportFormat.text, .junit, .markdown] {
      #expect(report.text(format).contains(note) != isAccepted)
    }
  }

  @Test func `that did not occur is named`() {
    let entry = SampleComparison.entry(SampleComparison.missing)
    let report = SampleComparison.report(Self.result(SampleComparison.refusal), accepting: [entry])
    #expect(report.outcome == .different && report.absent.count == 1)
    for format in [ReportFormat.text, .junit, .markdown] {
      let lines = report.text(format).split(separator: "\n").drop { !$0.contains("no longer occurring") }
      #expect(
        lines.prefix(3).joined().replacing("\\_", with: "_").contains("/agents/-/last_call_at: known, ticket 12"))
    }
  }

  @Test("is another one if kind, rule, place or operation differ")
  func others() {
    let refusal = SampleComparison.refusal
    let others = [
      SampleComparison.difference(.status, rule: SampleComparison.range),
      SampleComparison.difference(.refusedByUs, "centerfy-create", rule: SampleComparison.range),
      SampleComparison.difference(.refusedByUs, rule: SampleComparison.nullable),
      SampleComparison.difference(.refusedByUs, at: "/temperature"),
    ]
    for other in others {
      let report = SampleComparison.report(Self.result(refusal), accepting: [SampleComparison.entry(other)])
      #expect(report.outcome == .different && report.absent.count == 1)
    }
  }

  @Test func `can name the only place of a rule, but not one of several`() {
    let entry = SampleComparison.entry(SampleComparison.difference(.value, "voicebip", at: "/first_message"))
    let cleared = SampleComparison.cleared
    #expect(SampleComparison.report(Self.result(cleared), accepting: [entry]).outcome == .equal)
    let several = Self.result(cleared, cleared.moved(to: "/end_message"))
    #expect(SampleComparison.report(several, accepting: [entry]).outcome == .different)
  }

  @Test func `is offered for each cause that no entry names, and its reason is required`() throws {
    let text = SampleComparison.report().text(.text)
    let offered = text.split(separator: "\n").drop {
      !$0.hasPrefix("To accept a difference, add its line to accepted.json")
    }
    #expect(
      offered.dropFirst().prefix(2) == [
        #"   {"class":"refused-by-us","rule":"centerfy.temperature.range","operation":"centerfy","reason":""},"#,
        #"   {"class":"value","rule":"voicebip.first_message.nullable","operation":"voicebip","reason":""},"#,
      ])
    #expect(!ComparisonReport(SampleComparison.result, on: CalendarDay(.now)).text(.text).contains("To accept"))
  }
}
