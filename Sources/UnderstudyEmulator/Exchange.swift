import Foundation
import Synchronization
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

/// One request with its sandbox, its route and its caller.
///
/// A class, because it is passed from step to step, and a copy would retain each of its parts.
package final class Exchange: Sendable {
  package let requestID: RequestID
  /// The request as it was sent, without the sandbox in its path.
  package let request: Request
  let started = ContinuousClock.now
  package let snapshot: SandboxSnapshot
  /// The time of the sandbox's clock.
  package let time: Date
  let referenceData: SeedReferenceData
  let route: Router.Match
  /// The surface of the path; nil if the path is unknown.
  package let surface: Surface?
  /// The id of the agent in the path, as it is stored; nil if the path has none.
  package let agentID: String?
  let caller: Accounts.Caller
  /// The error if the request names an invalid sandbox.
  let invalidSandboxName: SandboxName.Invalid?

  init(
    _ requestID: RequestID, _ request: Request, _ snapshot: SandboxSnapshot, _ referenceData: SeedReferenceData,
    _ route: Router.Match, _ caller: Accounts.Caller, invalidSandboxName: SandboxName.Invalid? = nil
  ) {
    switch route {
    case .operation(let surface, _, let id):
      (self.surface, agentID) = (surface, id.map(surface.resource.canonicalID))
    case .otherMethod(let surface, _): (self.surface, agentID) = (surface, nil)
    case .serverPage, .nothing: (surface, agentID) = (nil, nil)
    }
    time = snapshot.sandbox.clock.date
    self.requestID = requestID
    self.request = request
    self.snapshot = snapshot
    self.referenceData = referenceData
    self.route = route
    self.caller = caller
    self.invalidSandboxName = invalidSandboxName
  }

  /// Creates the exchange as it would be with other switches of rules.
  convenience init(_ other: Exchange, with switches: Switches) {
    self.init(
      other.requestID, other.request, other.snapshot.with(switches), other.referenceData, other.route, other.caller,
      invalidSandboxName: other.invalidSandboxName)
  }
}

/// The result of a request: its response, and what log, counters and journal record about it.
package struct Outcome: Sendable {
  var response: Response
  /// Nil if the sandbox has no mappings.
  var stub: AppliedStub?
  /// The id of the rule that refused the request.
  var rule: String?
  /// The profile under which the rule would not have refused, if there is one.
  var acceptingProfile: Profile?
  var violations: [Violation] = []
  /// The members of the request that had no effect.
  var warnings: [Warning] = []
  /// The ids of the assumed rules that shaped an accepted request.
  var assumptions: [String] = []
  var change: AgentChange?
  /// Nil for an accepted request and for a mapping's response.
  var explanation: Explanation?
  /// The id of the agent, as it is stored, if the request's path does not name it.
  var agentID: String?
  /// Nil if this server answered the request itself.
  var forwarding: ForwardingRecord?
}

extension Exchange {
  /// Returns a vendor's response to a refused request. One whose method the path does not have gets `Allow`, as RFC 9110,
  /// 15.5.6, wants it.
  func response(to refusal: Refusal, by surface: Surface) -> Response {
    var response = Response(surface.error(refusal, requestID.short, snapshot.switches))
    if case .methodNotAllowed(let allowed) = refusal.reason { response.fields[.allow] = allowed }
    return response
  }
}

extension Outcome {
  /// The vendor's response to a refused request.
  /// - Parameter hint: A hint at the client's error, for the log and the journal.
  init(_ refusal: Refusal, by surface: Surface, _ exchange: Exchange, hint: String? = nil) {
    self.init(
      response: exchange.response(to: refusal, by: surface), rule: refusal.rule,
      violations: refusal.violations, warnings: refusal.warnings,
      explanation: Explanation(refusal.message, comparison: refusal.comparison, hint: hint))
  }
}

/// The reason why a request was refused or is unmatched, for the log and the journal.
///
/// A class, because most outcomes have none, and a copy would retain each of its parts.
package final class Explanation: Sendable {
  /// The message of the refusal, or why nothing has the path.
  package let message: String
  /// The values that the refusing guard compared.
  package let comparison: Comparison?
  /// A hint at the client's error.
  package let hint: String?

  init(_ message: String, comparison: Comparison? = nil, hint: String? = nil) {
    self.message = message
    self.comparison = comparison
    self.hint = hint
  }
}

/// The mapping that applies to a request, and the mappings that their probability skipped.
package final class AppliedStub: Sendable {
  let mapping: StubMapping?
  let skipped: [StubMapping]
  /// The delay before the response begins.
  let delay: Duration

  init(_ mapping: StubMapping?, skipped: [StubMapping], delay: Duration) {
    self.mapping = mapping
    self.skipped = skipped
    self.delay = delay
  }

  /// Whether the response is delayed or takes time to send.
  var isDelayed: Bool { delay > .zero || mapping?.response.chunkedDribbleDelay != nil }
}

/// The change that an accepted request made to an agent's record.
///
/// A class, because it is passed from step to step, and a copy would retain each of its parts.
package final class AgentChange: Sendable {
  private static let count = Atomic(0)
  /// The change's number in the order of the updates, taken inside the update's transaction.
  let number = nextNumber()
  /// Nil if the request created the agent.
  package let before: Members?
  /// Nil if the request deleted the agent.
  package let after: Members?
  /// The approximate size of `after` in memory, in bytes.
  let bytes: Int
  package let kind: Kind

  /// Returns the next number in the order of all changes.
  static func nextNumber() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }

  package enum Kind: String, Sendable, CaseIterable { case created, updated, deleted }

  /// - Parameter kind: Nil for what the records say. An archived agent is deleted, and has a record.
  init(before: Members?, after: Members?, bytes: Int, kind: Kind? = nil) {
    self.before = before
    self.after = after
    self.bytes = bytes
    self.kind = kind ?? (before == nil ? .created : after == nil ? .deleted : .updated)
  }

  /// Whether an agent was deleted that had been deleted before.
  var isEmpty: Bool { kind == .deleted && before == after }
}
