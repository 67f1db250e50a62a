import Crypto
import UnderstudyJSON
import UnderstudyVendors

extension OperationRun {
  /// Creates an agent with the next free id.
  func create(_ creation: Creation) throws(Interruption) -> Outcome {
    let bytes = try sentBytes()
    try checkCredential()
    let input = try validated(try sentMembers(bytes), by: creation.fields, changing: nil)
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
          return AcceptedChange(change: change, warnings: input.warnings)
        }
      } catch {
        guard case .idInUse = error else { throw error }
      }
    }
    throw refusal(.agentSaved)
  }

  /// The limit of consecutive ids that are taken, by seeds or by agents in a database file.
  private static let mostTakenIDs = 100_000
}
