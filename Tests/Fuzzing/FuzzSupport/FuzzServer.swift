import Logging
import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A server without a network, with the seeds of the repository.
package struct FuzzServer: Sendable {
  package let emulator: Emulator
  package let control: ControlPlane
  package let store: AgentStore
  package let registry = Registry()
  /// One for each endpoint.
  package let targets: [Target]

  /// Ends the process where the seeds cannot be read: there is nothing to fuzz then.
  package init() {
    do {
      let seeds = try SeedReader.read(directories: ["seed-data"], registry: registry)
      targets = registry.surfaces.compactMap { Target($0, seeds) }
      demand(targets.count == registry.surfaces.count, "an endpoint cannot be reached with the seeds")
      store = try AgentStore(.memory)
      try store.fill(seeds.storedAgents)
      let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
      emulator = Emulator(registry: registry, seeds: seeds, sandboxes: Sandboxes(store), logger: logger)
      let facts = ServerInfo(
        version: "0", options: { [] }, isServing: { true },
        startupFiles: StartupFiles(
          StartupSources(seeds: [.builtIn], registry: registry), StartupRecords(seeds: seeds),
          emulator))
      control = ControlPlane(emulator, facts, AdminOriginPolicy())
    } catch {
      fatalError("\(error)")
    }
  }

  /// Returns the response of the control plane or of the emulator.
  package func answer(_ request: Request) -> Reply { control.localReply(to: request) ?? emulator.answer(request) }

  /// What is stored of the endpoints' agents is proper records; a call may have removed some.
  package func checkRecords() {
    for target in targets {
      let key = AgentKey(
        sandbox: store.sandbox(SandboxID.defaultName), collection: target.surface.resource.id,
        id: target.agentID)
      guard let agent = try? store.agent(key) else { continue }
      let errors = target.surface.resource.record.errors(in: agent)
      demand(errors.isEmpty, "a broken record was stored: \(errors)")
    }
  }
}
