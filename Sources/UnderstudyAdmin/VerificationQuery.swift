import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyWireMock

/// How many requests of a kind there are to be.
struct VerificationQuery: Sendable {
  private let pattern: RequestPattern
  private let effect: EffectPattern?
  private let least: Int
  private let most: Int?
  /// How long to wait for the verdict to become final.
  let timeout: Duration
  /// The bounds as they were given.
  let expected: JSON

  enum VerificationOutcome: String { case pass, fail, indeterminate }

  private static let longestTimeout = 600_000

  init(reading json: JSON) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a question") { VerificationQuery($0) }
  }

  private init(_ fields: DocumentReader) {
    pattern =
      fields.object("request", RequestPattern.subject) {
        RequestPattern(fields.value("request") ?? [:], $0)
      } ?? .any
    effect = fields.object("effect", "an effect", as: EffectPattern.init)
    if !fields.has("request"), !fields.has("effect") {
      fields.addError("`request`, `effect` or both must say what to look for")
    }
    let all = 0...Int(Int32.max)
    let (exactly, atLeast, atMost) = (
      fields.integer("exactly", in: all), fields.integer("atLeast", in: all), fields.integer("atMost", in: all)
    )
    if exactly != nil, atLeast != nil || atMost != nil {
      fields.addError("`exactly` says it all: leave `atLeast` and `atMost` out", at: "exactly")
    }
    if let atLeast, let atMost, atLeast > atMost {
      fields.addError("`atMost` must not be less than `atLeast`", at: "atMost")
    }
    least = exactly ?? atLeast ?? (atMost == nil ? 1 : 0)
    most = exactly ?? atMost
    timeout = .milliseconds(fields.integer("timeoutMilliseconds", in: 0...Self.longestTimeout) ?? 0)
    var expected = Members()
    if let exactly {
      expected["exactly"] = .number(Number(exactly))
    } else {
      expected["atLeast"] = .number(Number(least))
      expected["atMost"] = most.map { .number(Number($0)) }
    }
    self.expected = .object(expected)
  }

  func isAbout(_ entry: JournalEntry, _ sent: SentRequest) -> Bool {
    pattern.matches(sent) && effect?.mismatches(entry).isEmpty != false
  }

  /// The verdict that further requests cannot change; nil while they can.
  func finalVerdict(_ count: Int) -> VerificationOutcome? {
    if let most { return count > most ? .fail : nil }
    return count >= least ? .pass : nil
  }

  /// The verdict now that time is up.
  /// - Parameter isComplete: whether every request that the question may be about was looked at.
  func verdict(_ count: Int, _ isComplete: Bool) -> VerificationOutcome {
    if let verdict = finalVerdict(count) { return verdict }
    guard isComplete else { return .indeterminate }
    return count >= least ? .pass : .fail
  }

  /// The three requests that come nearest, each with everything in which it differs: where the question says so, where
  /// it is otherwise in the request, the answer or the agent, and what stands at each of the two.
  ///
  /// When comparing has taken too much, what was not looked at counts as far away.
  func nearest(_ entries: [JournalEntry], within budget: Budget) -> JSON {
    let misses = entries.reversed().nearest(3) { entry in
      pattern.distance(entry.sentRequest(within: budget)) + (budget.isExhausted ? 1 : effect?.distance(entry) ?? 0)
    }
    return .array(
      misses.map { entry, _ in
        let sent = entry.sentRequest(within: .perRequest)
        let mismatches = pattern.mismatches(sent).map(\.ofRequest) + (effect?.mismatches(entry) ?? [])
        return [
          "id": .string(entry.id), "method": .string(entry.request.method),
          "url": .string(entry.request.target), "status": .number(Number(entry.response.status)),
          "mismatches": .array(mismatches.map(\.json)),
        ]
      })
  }
}

extension Mismatch {
  /// The same with places in the whole question and in the whole entry.
  fileprivate var ofRequest: Mismatch {
    Mismatch(
      pointer: "/request" + pointer, place: "/request" + place, expected: expected, actual: actual, remark: remark)
  }
}
