import UnderstudyEmulator
import UnderstudyJSON
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

  init(reading json: JSON) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a verification", as: VerificationQuery.init)
  }

  private init(_ fields: DocumentReader) {
    let pattern = fields.object("request", RequestPattern.subject) {
      RequestPattern(fields.value("request") ?? [:], $0)
    }
    self.pattern = pattern ?? .any
    effect = fields.object("effect", "an effect", as: EffectPattern.init)
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

  func matches(_ entry: JournalEntry, _ sent: SentRequest) -> Bool {
    pattern.matches(sent) && effect?.mismatches(entry).isEmpty != false
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
          "url": .string(entry.request.target), "status": .number(Number(entry.response.status)),
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

/// A pattern for the effect of an accepted request.
private struct EffectPattern: Sendable {
  let kind: AgentChange.Kind
  let collection: String?
  let id: String?
  /// The expected new values, which must differ from the values before.
  let changed: [(pointer: Pointer, value: JSON)]
  /// Whether nothing else may have changed, except the time of the update.
  let only: Bool
  private static let maximumChanges = 100

  init(_ fields: DocumentReader) {
    (collection, id, only) = (fields.string("collection"), fields.string("id"), fields.flag("only"))
    kind = fields.choice("kind") ?? .updated
    if kind != .updated, fields.has("only") { fields.addError("`only` is for updates", at: "only") }
    if kind == .deleted, fields.has("changed") {
      fields.addError("`changed` is for created and updated agents", at: "changed")
    }
    changed = fields.each("changed") { text, places -> (pointer: Pointer, value: JSON)? in
      if let pointer = Pointer(text) { return (pointer, places.given(text) ?? .null) }
      places.addError("\"\(text.prefix(100))\" must be a JSON Pointer, such as /temperature", at: text)
      return nil
    }
    if changed.count > Self.maximumChanges {
      fields.addError("`changed` can have at most \(Self.maximumChanges) members", at: "changed")
    }
  }

  /// Returns all differences between the effect of a request and the pattern; none if it matches. Places are in the
  /// updated agent or in the response.
  func mismatches(_ entry: JournalEntry) -> [Mismatch] {
    guard let surface = entry.surface, let (before, after) = entry.change else {
      return [
        Mismatch(
          pointer: "/effect", place: "/response/status", expected: 200,
          actual: .number(Number(entry.response.status)),
          remark: entry.rule.map { "rule \($0)" } ?? "no agent was \(kind.rawValue)")
      ]
    }
    let resource = surface.resource
    var mismatches: [Mismatch] = []
    if let actual = entry.changeKind, actual != kind {
      mismatches.append(mismatch("kind", expected: kind.rawValue, actual: actual.rawValue))
    }
    if let collection, collection != resource.id {
      mismatches.append(mismatch("collection", expected: collection, actual: resource.id))
    }
    if let id, resource.canonicalID(id) != entry.agentID {
      mismatches.append(mismatch("id", expected: id, actual: entry.agentID ?? ""))
    }
    mismatches += changed.compactMap { mismatch($0.pointer, $0.value, before, after) }
    return only ? mismatches + otherChanges(before, after, except: resource.updatedAt) : mismatches
  }

  /// Returns the distance from 0 for a match to 1 for no effect.
  func distance(_ entry: JournalEntry) -> Double {
    guard entry.change != nil else { return 1 }
    let count = mismatches(entry).count
    return Double(count) / Double(count + 1 + changed.count)
  }

  private func mismatch(_ name: String, expected: String, actual: String) -> Mismatch {
    Mismatch(pointer: "/effect/\(name)", place: "/agent", expected: .string(expected), actual: .string(actual))
  }

  private func mismatch(_ pointer: Pointer, _ expected: JSON, _ before: JSON, _ after: JSON) -> Mismatch? {
    let isAsExpected = after[pointer] ?? .null == expected
    if isAsExpected, before[pointer] != after[pointer] { return nil }
    return Mismatch(
      pointer: Path.root.member("effect").member("changed").member(pointer.text).pointer,
      place: "/agent" + pointer.text, expected: expected, actual: after[pointer],
      remark: isAsExpected ? "it had this value before, so nothing changed" : nil)
  }

  private func otherChanges(_ before: JSON, _ after: JSON, except stamp: String) -> [Mismatch] {
    let expected = changed.map(\.pointer) + [Pointer("/\(stamp)")].compactMap(\.self)
    return JSON.patch(from: before, to: after).compactMap { Pointer($0.path.pointer) }
      .filter { place in !expected.contains { $0.covers(place) } }
      .map { place in
        Mismatch(
          pointer: "/effect/only", place: "/agent" + place.text, expected: before[place], actual: after[place],
          remark: "this changed too")
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
