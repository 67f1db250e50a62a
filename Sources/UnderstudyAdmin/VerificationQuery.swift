import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyVendors
import UnderstudyWireMock

/// What `verify` counts, and the expected number.
struct VerificationQuery: Sendable {
  private let pattern: RequestPattern
  private let effect: EffectPattern?
  private let minimum: Int
  private let maximum: Int?
  /// How long to wait for the outcome to become final.
  let timeout: Duration
  /// The bounds, as in the body.
  let expected: JSON

  private static let longestTimeout = 600_000

  /// The agent that an effect must have; nil if any will do.
  var agent: (collection: String?, id: String)? {
    effect.flatMap { effect in effect.id.map { (effect.collection, $0) } }
  }

  /// - Parameter collections: The known collections of agents.
  init(reading json: JSON, collections: [Resource]) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a verification") { VerificationQuery($0, collections) }
  }

  private init(_ fields: DocumentReader, _ collections: [Resource]) {
    let pattern = fields.object("request", RequestPattern.subject) {
      RequestPattern(fields.value("request") ?? [:], $0)
    }
    self.pattern = pattern ?? .any
    effect = fields.object("effect", "an effect") { EffectPattern($0, collections) }
    if !fields.has("request"), !fields.has("effect") { fields.addError("`request`, `effect` or both are required") }
    let all = 0...Int(Int32.max)
    let (exactly, atLeast, atMost) = (
      fields.integer("exactly", in: all), fields.integer("atLeast", in: all), fields.integer("atMost", in: all)
    )
    if exactly != nil, atLeast != nil || atMost != nil {
      fields.addError("`exactly` excludes `atLeast` and `atMost`", at: "exactly")
    }
    if let atLeast, let atMost, atLeast > atMost {
      fields.addError("`atMost` must not be less than `atLeast`", at: "atMost")
    }
    minimum = exactly ?? atLeast ?? (atMost == nil ? 1 : 0)
    maximum = exactly ?? atMost
    timeout = .milliseconds(fields.integer("timeoutMilliseconds", in: 0...Self.longestTimeout) ?? 0)
    var expected = Members()
    expected["exactly"] = exactly.map { .number(Number($0)) }
    if exactly == nil {
      expected["atLeast"] = .number(Number(minimum))
      expected["atMost"] = maximum.map { .number(Number($0)) }
    }
    self.expected = .object(expected)
  }

  /// Whether a request matches, as far as it is known.
  enum Match { case yes, no, unknownUntilAnswered }

  func match(_ entry: JournalEntry, _ sent: SentRequest) -> Match {
    guard pattern.matches(sent) else { return .no }
    guard let effect else { return .yes }
    if entry.isWaiting { return .unknownUntilAnswered }
    return effect.mismatches(entry).isEmpty ? .yes : .no
  }

  /// Returns the outcome that further requests cannot change; nil if they can.
  func finalOutcome(_ count: Int) -> VerificationOutcome? {
    if let maximum { return count > maximum ? .fail : nil }
    return count >= minimum ? .pass : nil
  }

  /// Returns the outcome when the time is over.
  /// - Parameter isComplete: whether all requests have been compared.
  func outcome(_ count: Int, _ isComplete: Bool) -> VerificationOutcome {
    if let outcome = finalOutcome(count) { return outcome }
    guard isComplete else { return .indeterminate }
    return count >= minimum ? .pass : .fail
  }

  /// Returns the three nearest requests, each with all its mismatches: the place in the query, the place in the request,
  /// the response or the agent, and the two values.
  ///
  /// Once the budget is spent, further requests count as distant.
  func nearest(_ entries: [JournalEntry], within budget: Budget) -> JSON {
    let misses = entries.reversed().nearest(3) { entry in
      pattern.distance(entry.sentRequest(within: budget)) + (budget.isExhausted ? 1 : effect?.distance(entry) ?? 0)
    }
    return .array(
      misses.map { entry, _ in
        let sent = entry.sentRequest(within: .perRequest)
        let mismatches = pattern.mismatches(sent).map(\.belowRequest) + (effect?.mismatches(entry) ?? [])
        return [
          "id": .string(entry.id), "method": .string(entry.request.method),
          "url": .string(entry.request.target),
          "status": entry.response.map { .number(Number($0.status)) } ?? .null,
          "mismatches": .array(mismatches.map(\.json)),
        ]
      })
  }
}

/// The outcome of a verification: indeterminate if the journal no longer has all requests.
enum VerificationOutcome: String {
  case pass, fail, indeterminate

  var status: Int {
    switch self {
    case .pass: 200
    case .fail: 409
    case .indeterminate: 410
    }
  }
}

extension Mismatch {
  /// The mismatch of a request pattern, with places in the whole query and the whole entry.
  fileprivate var belowRequest: Mismatch {
    Mismatch(
      pointer: "/request" + pointer, place: "/request" + place, expected: expected, actual: actual, remark: remark)
  }
}
