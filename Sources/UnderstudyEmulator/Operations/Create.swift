import Crypto
import UnderstudyJSON
import UnderstudyVendors

extension OperationRun {
  /// Makes an agent under the next id that is free.
  func create(_ creation: Creation) throws(Interruption) -> Outcome {
    let bytes = try sentBytes()
    try checkCredential()
    let input = try reviewed(try sentMembers(bytes), by: creation.fields, changing: nil)
    try check(.permission, input)
    let caller = exchange.caller.account ?? [:]
    let digest = SHA256.hash(data: Array("\(key.collection)/\(key.sandbox.name)".utf8)).hexadecimal
    for _ in 0..<Self.mostTakenIDs {
      let number = exchange.snapshot.sandbox.nextAgentNumber(in: key.collection)
      let id = creation.id(digest, number, caller)
      do throws(Interruption) {
        return try transact(at: key(of: surface.resource.canonicalID(id))) { (stored) throws(Interruption) in
          guard stored == nil else { throw .idInUse }
          let agent = creation.record(id: id, identity: surface.resource.identity, input.merged, caller, now)
          let change = AgentChange(before: nil, after: agent, bytes: agent.footprint)
          try checkSize(of: change, input.warnings)
          return Acceptance(
            write: .put(agent),
            outcome: accepted(
              AgentResult(agent: agent, directory: directory), warnings: input.warnings, change: change))
        }
      } catch {
        guard case .idInUse = error else { throw error }
      }
    }
    throw refusal(.agentSaved)
  }

  /// How many ids in a row may be in use, by seeds or by agents that a database kept.
  private static let mostTakenIDs = 100_000
}
