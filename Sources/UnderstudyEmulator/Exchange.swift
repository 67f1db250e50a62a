import Foundation
import Synchronization
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// One request and what was found out about it on its way through the line; annotations, log and journal are made
/// of it.
package struct Exchange: Sendable {
  package let requestID: RequestID
  /// As it was sent, but for a sandbox in its path.
  package internal(set) var request: Request
  let started = ContinuousClock.now
  package let snapshot: SandboxSnapshot
  /// By the sandbox's clock.
  package let time: Date
  let referenceData: SeedReferenceData
  let route: Router.Match
  package let surface: Surface?
  /// The agent that the path names, as it is stored.
  package let agentID: String?
  let caller: Accounts.Caller
  /// Why it can be in no sandbox.
  var misnomer: SandboxName.Invalid?
  /// The mapping that acts.
  package internal(set) var stub: StubMapping?
  /// The mappings that would act, but by chance do not.
  package internal(set) var skipped: [StubMapping] = []
  package internal(set) var warnings: [Warning] = []
  /// The id of the rule that refused.
  package internal(set) var rule: String?
  package internal(set) var violations: [Violation] = []
  package internal(set) var change: Change?
  /// The sandbox has begun anew since the visit: nothing may come of the request, not even an answer.
  var isSuperseded = false

  /// What an accepted update did to an agent's record.
  package struct Change: Sendable {
    private static let count = Atomic(0)
    /// In the order of the updates: drawn while the agent is the update's alone.
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    package let before: Members
    package let after: Members
    /// About what `after` takes in memory.
    let bytes: Int
  }

  init(
    _ requestID: RequestID, _ request: Request, _ snapshot: SandboxSnapshot, _ referenceData: SeedReferenceData,
    _ route: Router.Match,
    _ caller: Accounts.Caller
  ) {
    self.requestID = requestID
    self.request = request
    self.snapshot = snapshot
    self.referenceData = referenceData
    self.route = route
    switch route {
    case .surface(let surface, let operation, let agentID):
      self.surface = surface
      self.agentID = operation == .list ? nil : surface.collection.canonicalID(agentID)
    case .otherMethod(let surface, _):
      self.surface = surface
      agentID = nil
    case .nothing:
      surface = nil
      agentID = nil
    }
    self.caller = caller
    time = snapshot.sandbox.clock.date
  }

  /// Whether an endpoint or a mapping had anything to do with it.
  package var isMatched: Bool { surface != nil || stub != nil }
}
