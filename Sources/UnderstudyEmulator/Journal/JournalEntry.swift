import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

/// One answered request, as the journal keeps it, with credentials and secrets taken out.
///
/// Thousands are kept for long, and each has to go one day: made of few pieces of memory, an entry is freed in a
/// fraction of the time.
package final class JournalEntry: Sendable {
  let generation: SandboxGeneration
  /// The name of its sandbox.
  package let sandbox: String
  package let surface: Surface?
  /// When it came, by the sandbox's clock.
  package let time: Date
  /// From the first byte of the answer's making to its end, delays included.
  package let duration: Duration
  package let keptBody: KeptBody
  private let effect: Exchange.Change?
  /// Most requests have none.
  private let remarks: Remarks?
  package let method: String
  private let status: Int
  private let delivery: Delivery
  private let texts: PackedTexts
  /// About what it takes in memory.
  let bytes: Int

  /// What is said of some requests.
  private struct Remarks: Sendable {
    let rule: String?
    let violations: [Violation]
    let warnings: [Warning]
    let stub: StubMapping?
    let skipped: [StubMapping]
  }

  /// - Parameter request: as it may be kept.
  init(
    _ exchange: borrowing Exchange, _ request: Request, _ response: Response, keptBody: KeptBody,
    _ duration: Duration
  ) {
    generation = exchange.snapshot.generation
    sandbox = exchange.snapshot.sandbox.name
    surface = exchange.surface
    time = exchange.time
    self.duration = duration
    self.keptBody = keptBody
    effect = exchange.change
    method = request.method
    status = response.status
    delivery = response.delivery
    let (id, agentID) = (exchange.requestID.uuid, exchange.agentID ?? "")
    texts = PackedTexts { texts in
      texts.set(.id, id)
      texts.set(.target, request.target)
      texts.set(.agentID, agentID)
      texts.set(.fields, request.fields.packed)
      texts.set(.body, request.keptBytes)
      texts.set(.answerFields, response.fields.packed)
      texts.set(.answerBody, response.body)
    }
    let (rule, stub) = (exchange.rule, exchange.stub)
    let count = exchange.warnings.count + exchange.violations.count + exchange.skipped.count
    remarks =
      count == 0 && rule == nil && stub == nil
      ? nil
      : Remarks(
        rule: rule, violations: exchange.violations, warnings: exchange.warnings, stub: stub,
        skipped: exchange.skipped)
    // What was there before is the entry's before it, where there is one.
    let change = exchange.change?.bytes ?? 0
    // A mapping is kept as long as an entry that it answered; counted for each of them, as one may be the last.
    bytes = Self.overhead + texts.count + count * Self.bytesPerRemark + change + (stub?.bytes ?? 0)
  }

  private static let overhead = 512
  private static let bytesPerRemark = 256

  package var id: String { texts.string(.id) }
  package var target: String { texts.string(.target) }
  /// The agent that the path names, as it is stored; nil where no endpoint has the path.
  package var agentID: String? {
    let id = texts.string(.agentID)
    return id.isEmpty ? nil : id
  }
  /// The id of the rule that refused.
  package var rule: String? { remarks?.rule }
  package var violations: [Violation] { remarks?.violations ?? [] }
  package var warnings: [Warning] { remarks?.warnings ?? [] }
  /// The mapping that acted.
  package var stub: StubMapping? { remarks?.stub }
  /// The mappings that would have acted, but by chance did not.
  package var skipped: [StubMapping] { remarks?.skipped ?? [] }
  /// Whether an endpoint or a mapping had anything to do with it.
  package var isMatched: Bool { surface != nil || stub != nil }

  package var request: Request {
    Request(
      method: method, target: texts.string(.target),
      fields: HeaderSection(packed: texts[.fields]), body: .complete(texts[.body]))
  }

  package var response: Response {
    Response(
      status: status, fields: HeaderSection(packed: texts[.answerFields]),
      body: texts[.answerBody], delivery: delivery)
  }

  /// The status that the client got to see; nil where there was a fault instead.
  package var seenStatus: Int? { if case .fault = delivery { nil } else { status } }

  package var hasChange: Bool { effect != nil }

  /// The agent before and after an accepted update.
  package var change: (before: JSON, after: JSON)? { effect.map { (.object($0.before), .object($0.after)) } }

  /// See ``Exchange/Change/number``.
  var changeNumber: Int? { effect?.number }

  /// The request as patterns see it.
  package func sentRequest(within budget: Budget) -> SentRequest { request.sent(within: budget) }
}
