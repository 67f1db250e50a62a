import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// One recorded exchange with its place in the emulator.
struct RecordedStep {
  let recorded: RecordedRequest
  let surface: Surface
  let operation: Operation
  /// The agent that the request names; nil if it names none.
  let agentID: String?
  let sandbox: Sandbox

  func key(of id: String) -> AgentKey { AgentKey(sandbox: sandbox.id, collection: surface.resource.id, id: id) }

  /// The agents that the response to an accepted request shows.
  func agents(shownBy response: CapturedResponse) -> [ShownAgent] {
    guard 200..<300 ~= response.status, let body = response.body.json else { return [] }
    return operation.agents(shownIn: body, of: surface.resource)
  }

  func identity(of id: String) -> Replay.AgentID {
    Replay.AgentID(sandbox: sandbox.name, collection: surface.resource.id, id: id)
  }
}

extension Replay {
  /// Returns the place of an exchange in the emulator; nil if no endpoint has its path and method.
  func step(of exchange: CapturedExchange) -> RecordedStep? {
    guard case .vendor(let recorded) = RecordedRequest.addressee(of: exchange, among: hosts),
      let route = emulator.route(of: recorded.request)
    else { return nil }
    let sandbox = sandboxes[recorded.sandbox]
    var id = route.agentID
    if case .archive(let archiving) = route.operation.kind,
      let body = try? JSON(reading: recorded.request.keptBytes)
    {
      id = body.members?[archiving.identity]?.string.map(route.surface.resource.canonicalID)
    }
    return RecordedStep(
      recorded: recorded, surface: route.surface, operation: route.operation, agentID: id, sandbox: sandbox)
  }
}
