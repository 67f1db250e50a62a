import Foundation
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

/// One request, and what is known about it before anything is done: its sandbox, its route and its caller.
package struct Exchange: Sendable {
  package let requestID: RequestID
  /// The request as it was sent, but for a sandbox in its path.
  package let request: Request
  let started = ContinuousClock.now
  package let snapshot: SandboxSnapshot
  /// The time by the sandbox's clock.
  package let time: Date
  let referenceData: SeedReferenceData
  let route: Router.Match
  let caller: Accounts.Caller
  /// Why the request can be in no sandbox.
  let invalidSandboxName: SandboxName.Invalid?

  init(
    _ requestID: RequestID, _ request: Request, _ snapshot: SandboxSnapshot, _ referenceData: SeedReferenceData,
    _ route: Router.Match, _ caller: Accounts.Caller, invalidSandboxName: SandboxName.Invalid? = nil
  ) {
    self.requestID = requestID
    self.request = request
    self.snapshot = snapshot
    self.referenceData = referenceData
    self.route = route
    self.caller = caller
    self.invalidSandboxName = invalidSandboxName
    time = snapshot.sandbox.clock.date
  }

  /// The surface that the path belongs to.
  package var surface: Surface? {
    switch route {
    case .operation(let surface, _, _), .otherMethod(let surface, _): surface
    case .nothing: nil
    }
  }

  /// The agent that the path names, as it is stored.
  package var agentID: String? {
    guard case .operation(let surface, _, let id?) = route else { return nil }
    return surface.resource.canonicalID(id)
  }
}

/// What became of a request: its answer, and what log, counters and journal say about it.
package struct Outcome: Sendable {
  var response: Response
  var stub = AppliedStub()
  /// The id of the rule that refused.
  var rule: String?
  var violations: [Violation] = []
  /// The members of the request that had no effect.
  var warnings: [Warning] = []
  var change: AgentChange?
}

/// The mapping that answers a request, and those that chance skipped.
package struct AppliedStub: Sendable {
  var mapping: StubMapping?
  var skipped: [StubMapping] = []
  /// How long the answer is delayed.
  var delay = Duration.zero

  /// Whether the answer takes time, even if it begins at once.
  var isDelayed: Bool { delay > .zero || mapping?.response.chunkedDribbleDelay != nil }
}
