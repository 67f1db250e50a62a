import FoundationEssentials
import HTTPTypes
import Synchronization
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

/// One request in the journal, answered or waiting for its deferred response, without unknown credentials and secrets.
///
/// The journal keeps thousands of entries and frees them one by one, so an entry consists of few allocations.
package final class JournalEntry: Sendable {
  let generation: SandboxGeneration
  /// The name of the sandbox.
  package let sandbox: String
  package let surface: Surface?
  /// The operation that the request asked for; nil if the vendor has none.
  package let operation: Operation?
  /// When the request came, by the sandbox's clock.
  package let time: Date
  /// The number of the request, unique in this process.
  package let number: UInt64
  private let started: ContinuousClock.Instant
  /// The time from the start to the end of answering, delays included; nil while the request waits for its response.
  package let duration: Duration?
  private let departure = Atomic(false)
  package let keptBody: KeptBody
  private let recordChange: AgentChange?
  /// Nil for most requests.
  private let details: Details?
  package let method: String
  private let scheme: Request.Scheme
  private let status: Int
  private let delivery: Delivery
  private let texts: PackedTexts
  /// About the memory that the entry takes.
  let bytes: Int

  /// Properties that most requests do not have.
  private struct Details: Sendable {
    let rule: String?
    let violations: [Violation]
    let warnings: [Warning]
    let assumptions: [String]
    let acceptingProfile: Profile?
    let stub: StubMapping?
    let skipped: [StubMapping]
    let explanation: Explanation?
    let forwarding: ForwardingRecord?
    let delay: Duration
    let origin: RequestOrigin?
  }

  /// - Parameters:
  ///   - request: the redacted request.
  ///   - duration: nil for a request that waits; of its outcome, only the applied mapping is known.
  init(
    _ exchange: Exchange, _ outcome: borrowing Outcome, _ request: borrowing Request, keptBody: KeptBody,
    from origin: RequestOrigin? = nil, _ duration: Duration?
  ) {
    number = exchange.requestID.number
    started = exchange.started
    generation = exchange.snapshot.generation
    sandbox = exchange.snapshot.sandbox.name
    surface = exchange.surface
    operation = if case .operation(_, let operation, _) = exchange.route { operation } else { nil }
    time = exchange.time
    self.duration = duration
    self.keptBody = keptBody
    recordChange = outcome.change
    method = request.method
    scheme = request.scheme
    status = outcome.response.status
    delivery = outcome.response.delivery
    let (id, agentID) = (exchange.requestID.uuid, outcome.agentID ?? exchange.agentID ?? "")
    let body = request.keptBytes
    var texts = PackedTexts(
      capacity: id.utf8.count + request.target.utf8.count + agentID.utf8.count + request.fields.packed.count
        + body.count + outcome.response.fields.packed.count + outcome.response.body.count)
    texts.append(id, as: .id)
    texts.append(request.target, as: .target)
    texts.append(agentID, as: .agentID)
    texts.append(request.fields.packed, as: .fields)
    texts.append(body, as: .body)
    texts.append(outcome.response.fields.packed, as: .answerFields)
    texts.append(outcome.response.body, as: .answerBody)
    let (rule, stub, skipped) = (outcome.rule, outcome.stub?.mapping, outcome.stub?.skipped ?? [])
    let count = outcome.warnings.count + outcome.violations.count + outcome.assumptions.count + skipped.count
    let delay = outcome.stub?.delay ?? .zero
    details =
      count == 0 && rule == nil && stub == nil && outcome.forwarding == nil && delay == .zero && origin == nil
        && outcome.explanation == nil
      ? nil
      : Details(
        rule: rule, violations: outcome.violations, warnings: outcome.warnings, assumptions: outcome.assumptions,
        acceptingProfile: outcome.acceptingProfile, stub: stub, skipped: skipped, explanation: outcome.explanation,
        forwarding: outcome.forwarding, delay: delay, origin: origin)
    // The record before the change is shared with the previous entry of the agent.
    let change = outcome.change?.bytes ?? 0
    // A mapping stays in memory as long as any entry that it answered, so each of them counts it.
    let explanation =
      (outcome.explanation == nil ? 0 : Self.bytesPerExplanation) + (outcome.forwarding?.bytes ?? 0)
    bytes = Self.overhead + texts.count + count * Self.bytesPerDetail + change + (stub?.bytes ?? 0) + explanation
    self.texts = texts
  }

  private static let overhead = 512
  private static let bytesPerDetail = 256
  private static let bytesPerExplanation = 1024

  package var id: String { texts.string(.id) }
  package var target: String { texts.string(.target) }
  /// The agent that the path names, as it is stored; nil if no endpoint has the path.
  package var agentID: String? {
    let id = texts.string(.agentID)
    return id.isEmpty ? nil : id
  }
  /// The id of the rule that refused.
  package var rule: String? { details?.rule }
  /// Why the request was refused; nil if it was not.
  package var explanation: Explanation? { details?.explanation }
  package var violations: [Violation] { details?.violations ?? [] }
  package var warnings: [Warning] { details?.warnings ?? [] }
  /// The ids of the assumed rules that shaped the accepted request.
  package var assumptions: [String] { details?.assumptions ?? [] }
  /// The profile under which the rule would not have refused.
  package var acceptingProfile: Profile? { details?.acceptingProfile }
  /// The mapping that was applied.
  package var stub: StubMapping? { details?.stub }
  /// The mappings that matched, but were skipped because of their probability.
  package var skipped: [StubMapping] { details?.skipped ?? [] }
  /// The forwarding to the vendor; nil if this server answered the request itself.
  package var forwarding: ForwardingRecord? { details?.forwarding }
  /// The delay that a mapping or the settings asked for, before the response began.
  package var delay: Duration { details?.delay ?? .zero }
  /// Nil for a client's request.
  package var origin: RequestOrigin? { details?.origin }
  /// Whether the request belongs to an endpoint or a mapping, or was forwarded.
  package var isMatched: Bool { surface != nil || stub != nil || forwarding != nil }

  package var request: Request {
    Request(
      method: method, target: texts.string(.target),
      fields: HeaderSection(packed: texts[.fields]), body: .complete(texts[.body]), scheme: scheme)
  }

  /// Whether the response is deferred and not produced yet.
  package var isWaiting: Bool { duration == nil }

  /// Whether the client left before it had the whole response.
  package var isDeparted: Bool { departure.load(ordering: .relaxed) }

  /// - Returns: whether the client was not marked yet.
  func markDeparted() -> Bool { !departure.exchange(true, ordering: .relaxed) }

  /// When the response was produced; nil while the request waits.
  var end: ContinuousClock.Instant? { duration.map(started.advanced(by:)) }

  /// The time since the request came.
  package var age: Duration { started.duration(to: .now) }

  /// Nil while the request waits.
  package var response: Response? {
    isWaiting
      ? nil
      : Response(
        status: status, fields: HeaderSection(packed: texts[.answerFields]),
        body: texts[.answerBody], delivery: delivery)
  }

  /// The status that was sent; nil if a fault was injected instead, and while the request waits.
  package var sentStatus: Int? { if case .fault = delivery { nil } else { isWaiting ? nil : status } }

  package var hasChange: Bool { recordChange != nil }

  /// What an accepted request did to its agent; nil if it changed none.
  package var changeKind: AgentChange.Kind? { recordChange?.kind }

  /// The record of the agent before and after an accepted request; null if there was or is none.
  package var change: (before: JSON, after: JSON)? {
    recordChange.map { ($0.before.map(JSON.object) ?? .null, $0.after.map(JSON.object) ?? .null) }
  }

  /// About the memory that the changed record takes, in bytes.
  package var changeBytes: Int { recordChange?.bytes ?? 0 }

  /// See ``AgentChange/number``.
  package var changeNumber: Int? { recordChange?.number }

  /// Returns the request for comparing it with patterns.
  package func sentRequest(within budget: Budget) -> SentRequest { request.sent(within: budget) }
}

/// The sender of a request that is no client under test, as its header `X-Understudy-Origin` says.
package enum RequestOrigin: String, Sendable { case dashboard }
