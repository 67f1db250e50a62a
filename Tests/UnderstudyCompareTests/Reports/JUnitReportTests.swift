import Testing
import UnderstudyCompare
import UnderstudyTestSupport

@Suite("A report as JUnit XML") struct JUnitReportTests {
  @Test func `has a case for each cause and each reason, and one for the comparison`() throws {
    let document = try JUnitDocument(SampleComparison.report().text(.junit))
    #expect(
      document.testCases.map { "\($0.result ?? "passed") \($0.group) \($0.name)" } == [
        "passed understudy.compare exchanges were compared",
        "failure understudy.compare.centerfy refused-by-us: centerfy.temperature.range",
        "failure understudy.compare.voicebip value: voicebip.first_message.nullable",
        "failure understudy.compare.centerfy wording: /message",
        "skipped understudy.compare.voicebip-list member-missing: /agents/-/last_call_at",
        "skipped understudy.compare not compared: unknown-path",
        "skipped understudy.compare not compared: unknown-state",
      ])
    let accepted = document.testCases.first { $0.name.hasPrefix("member-missing") }
    #expect(accepted?.attributes["message"] == "accepted: known, ticket 12")
    let failure = document.testCases.first { $0.name.hasPrefix("refused-by-us") }
    #expect(failure?.details.contains("\nswitch: --disable-rule centerfy.temperature.range\n") == true)
  }

  /// What the schemas of Apache Ant and of Jenkins demand: these attributes, and these elements in this order.
  @Test func `has the elements and attributes that both schemas demand`() throws {
    let document = try JUnitDocument(SampleComparison.report().text(.junit))
    #expect(
      document.suite == [
        "name": "understudy compare", "package": "understudy.compare", "id": "0",
        "timestamp": "2026-11-29T00:00:00",
        "hostname": "localhost", "tests": "7", "failures": "3", "errors": "0", "skipped": "3", "time": "0",
      ])
    #expect(
      document.properties == [
        "outcome": "different", "compared": "7", "differences": "5", "accepted": "1", "notCompared": "8",
        "otherHosts": "3",
      ])
    #expect(
      document.elements.filter { !["property", "failure", "skipped"].contains($0) } == [
        "testsuites", "testsuite", "properties",
      ] + Array(repeating: "testcase", count: 7) + ["system-out", "system-err"])
    #expect(document.testCases.allSatisfy { $0.result == nil || $0.attributes["type"]?.isEmpty == false })
  }

  @Test func `has a case if there is nothing to report, which fails if nothing was compared`() throws {
    var result = CaptureComparison()
    #expect(
      try JUnitDocument(SampleComparison.report(result, accepting: []).text(.junit)).testCases.map(\.result) == [
        "failure"
      ])
    result.add([], of: SampleComparison.exchange(1, "GET /v1/agents"))
    #expect(
      try JUnitDocument(SampleComparison.report(result, accepting: []).text(.junit)).testCases.map(\.result) == [
        nil
      ])
  }
}
