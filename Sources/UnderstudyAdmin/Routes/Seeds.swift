import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let export = [
    AdminRoute("GET", "/export", "Agents and accounts as a seed file") { try $0.export() }
  ]

  static let seeds = [
    AdminRoute("POST", "/seed/reload", "Read the seed files again; invalid ones change nothing") {
      try $0.reloadSeeds()
    }
  ]
}

extension AdminRequest {
  /// Returns the sandbox's agents and the seeded accounts as one seed file.
  fileprivate func export() throws -> Reply {
    let agents = try store.agents(in: sandbox.id).map { ($0.collection, $0.record) }
    return .json(emulator.seeded.seeds.document(with: agents, of: emulator.registry.vendors))
  }

  /// Reads the seed directories again. Sandboxes keep what they have changed.
  fileprivate func reloadSeeds() throws -> Reply {
    let seeds = try control.server.readSeeds()
    try store.replaceSeeds(seeds.storedAgents)
    emulator.useReferenceData(of: seeds)
    return .json(["agents": .number(Number(seeds.agents.count))])
  }
}
