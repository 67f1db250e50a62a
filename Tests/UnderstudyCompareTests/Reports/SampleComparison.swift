import UnderstudyCompare
import UnderstudyVendors

/// A comparison with something of everything that reports show.
enum SampleComparison {
  static let day = CalendarDay("2026-11-29")

  static let range = Difference.NamedRule(
    id: "centerfy.temperature.range", summary: "`temperature` must be from 0 to 1.",
    source: .inferred("Body Parameters"), document: "https://setup.centerfy.ai/api/update-agent/",
    option: "--disable-rule centerfy.temperature.range")
  static let nullable = Difference.NamedRule(
    id: "voicebip.first_message.nullable", summary: "Null clears `first_message`.",
    source: .assumed("No page says what null does."), document: "https://docs.voicebip.com/agents/update",
    option: nil)

  static func exchange(_ number: Int, _ request: String, curl: String? = nil) -> ExchangeReference {
    ExchangeReference(place: "recorded.har#\(number)", request: request, curl: curl)
  }

  static func difference(
    _ kind: Difference.Kind, _ operation: String = "centerfy", rule: Difference.NamedRule? = nil,
    at pointer: String = "", _ verdict: Difference.Verdict = .guessed, recorded: String = "200",
    ours: String = "400"
  ) -> Difference {
    Difference(kind, operation: operation, rule: rule, pointer: pointer, verdict, recorded: recorded, ours: ours)
  }

  static let wording = difference(
    .wording, at: "/message", .vendorMoved, recorded: "\"Agent not found.\"", ours: "\"Agent not found\"")
  static let refusal = difference(
    .refusedByUs, rule: range, .vendorMoved, recorded: "200",
    ours: "400, \"`temperature` must be from 0 to 1, but was 1.5\"")
  static let missing = difference(
    .memberMissing, "voicebip-list", at: "/agents/-/last_call_at", .weAreWrong, recorded: "a string",
    ours: "nothing")
  static let cleared = difference(
    .value, "voicebip", rule: nullable, at: "/first_message", recorded: "\"Hello\"", ours: "null")

  /// Each kind of group, the worst not first.
  static var result: CaptureComparison {
    var result = CaptureComparison()
    result.add([wording], of: exchange(1, "GET /functions/v1/crm-api/get-agent/7"))
    for number in 2...4 {
      result.add(
        [refusal],
        of: exchange(
          number, "PUT /functions/v1/crm-api/update-agent/7",
          curl: "curl -X PUT http://127.0.0.1:4010/functions/v1/crm-api/update-agent/7 -H 'x-api-key: "
            + "cfy_your_api_key' -H 'Content-Type: application/json' -d '{\"temperature\":1.5}'"))
    }
    result.add([missing], of: exchange(5, "GET /v1/agents"))
    result.add([cleared, cleared.moved(to: "/end_message")], of: exchange(6, "PATCH /v1/agents/agt_1"))
    result.add([], of: exchange(7, "GET /v1/agents/agt_1"))
    for number in 8...14 {
      result.add(Uncompared(.unknownPath), of: exchange(number, "GET /v1/voices"))
    }
    result.add(
      Uncompared(.unknownState, "the recording never shows agent agt_2"), of: exchange(15, "PATCH /v1/agents/agt_2")
    )
    for host in ["fonts.example.com", "fonts.example.com", "app.example.com"] { result.addOtherHost(host) }
    result.suggestion = CaptureComparison.SuggestedSwitches(
      options: ["--disable-rule centerfy.temperature.range"], before: 6, after: 3)
    return result
  }

  static func entry(
    _ difference: Difference, until: String? = nil, reason: String = "known, ticket 12"
  ) -> AcceptedDifference {
    let origin = difference.rule.map { AcceptedDifference.Origin.rule($0.id) } ?? .pointer(difference.pointer)
    let cause = AcceptedDifference.Cause(difference.kind, origin, operation: difference.operation)
    return AcceptedDifference(cause, reason: reason, until: until.flatMap(CalendarDay.init))
  }

  /// One that occurs, one that occurs and is past its date, and one that does not occur.
  static let entries = [
    entry(missing), entry(wording, until: "2026-11-28", reason: "until their next release"),
    entry(difference(.order, at: "/items"), until: "2027-01-31", reason: "the order is not promised"),
  ]

  static func report(
    _ result: CaptureComparison = result, accepting entries: [AcceptedDifference] = entries,
    on day: CalendarDay? = day
  ) -> ComparisonReport {
    ComparisonReport(result, accepting: entries, from: "accepted.json", on: day ?? CalendarDay(.distantPast))
  }
}

extension Difference {
  /// The same in another place.
  func moved(to pointer: String) -> Difference {
    Difference(
      kind, operation: operation, rule: rule, pointer: pointer, verdict, recorded: recorded, ours: ours)
  }
}
