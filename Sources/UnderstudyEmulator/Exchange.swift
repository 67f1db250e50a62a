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
  package let visit: Visit
  /// By the sandbox's clock.
  package let time: Date
  let world: World
  let route: Router.Match
  package let endpoint: Endpoint?
  /// The agent that the path names, as it is stored.
  package let agentID: String?
  let sender: Accounts.Sender
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
    _ requestID: RequestID, _ request: Request, _ visit: Visit, _ world: World, _ route: Router.Match,
    _ sender: Accounts.Sender
  ) {
    self.requestID = requestID
    self.request = request
    self.visit = visit
    self.world = world
    self.route = route
    switch route {
    case .endpoint(let endpoint, let operation, let agentID):
      self.endpoint = endpoint
      self.agentID = operation == .list ? nil : endpoint.collection.canonicalID(agentID)
    case .otherMethod(let endpoint, _):
      self.endpoint = endpoint
      agentID = nil
    case .nothing:
      endpoint = nil
      agentID = nil
    }
    self.sender = sender
    time = visit.sandbox.clock.date
  }

  /// Whether an endpoint or a mapping had anything to do with it.
  package var isMatched: Bool { endpoint != nil || stub != nil }
}
