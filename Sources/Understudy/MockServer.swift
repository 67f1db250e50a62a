import Control
import Emulation
import Logging
import MicroHTTP
import Schema
import Seeds
import Storage
import Vendors

/// A running server: seeds loaded, database open, port answering.
package final class MockServer: Sendable {
  package static let version = "0.1.0"

  private let server: Server
  private let serving = Serving()
  private let housekeeping: Housekeeping
  /// What was answered so far.
  package let tally: Tally
  /// The base URL that clients are pointed at.
  package let url: String
  package let endpointCount: Int
  package let agentCount: Int

  package var port: UInt16 { server.port }

  /// Loads the seeds, opens the database and starts to answer, in that order.
  package init(_ settings: Settings, logger: Logger) throws(StartFailure) {
    let registry = Registry()
    if let collision = registry.routeCollisions.first { throw .defect("two routes collide: \(collision)") }
    let switches = try Self.switches(settings, registry)
    let seeds = try Self.seeds(settings, registry)
    let (store, agentCount) = try Self.store(settings, seeds)
    if agentCount == 0 {
      let directories = settings.seedDirectories.joined(separator: ", ")
      logger.warning("there are no agents: no *.json below \(directories) seeds any")
    }
    let sandboxes = Sandboxes(store, Journal(settings.journal), settings.sandboxes(switches))
    let emulator = Emulator(
      registry: registry, seeds: seeds, sandboxes: sandboxes, annotations: settings.annotations,
      origins: settings.origins, bodyLimit: settings.maximumBodyBytes, logger: logger)
    let facts = ServerFacts(
      version: Self.version, options: settings.provenance, isServing: { [serving] in serving.isOn },
      readSeeds: { () throws(SeedFailure) in
        try SeedReader.read(directories: settings.seedDirectories, registry: registry)
      })
    let control = ControlPlane(emulator, facts, Gate(origins: settings.adminOrigins, hosts: settings.adminHosts))
    do throws(ListenError) {
      server = try Server(
        configuration: Server.Configuration(
          host: settings.host, port: settings.port, threads: settings.threads,
          maximumBodyBytes: settings.maximumBodyBytes)
      ) { request in
        control.answer(request) ?? emulator.answer(request)
      }
    } catch {
      throw .cannotListen("\(error)")
    }
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    url = "http://\(host):\(server.port)"
    endpointCount = registry.endpoints.count
    self.agentCount = agentCount
    tally = emulator.tally
    housekeeping = Housekeeping(sandboxes, logger)
  }

  /// Stops accepting, ends every connection and joins the threads.
  package func stop() {
    serving.end()
    server.stop()
    housekeeping.stop()
  }

  private static func switches(_ settings: Settings, _ registry: Registry) throws(StartFailure) -> Switches {
    do throws(UnknownRule) {
      return try registry.switches(disabled: settings.disabledRules, enabled: settings.enabledRules)
    } catch {
      throw .badSetting("\(error)")
    }
  }

  private static func seeds(_ settings: Settings, _ registry: Registry) throws(StartFailure) -> SeedSet {
    do throws(SeedFailure) {
      return try SeedReader.read(directories: settings.seedDirectories, registry: registry)
    } catch {
      throw StartFailure(error)
    }
  }

  private static func store(
    _ settings: Settings, _ seeds: SeedSet
  ) throws(StartFailure) -> (AgentStore, agentCount: Int) {
    do throws(StoreError) {
      let store = try AgentStore(settings.database)
      try store.fill(seeds.storedAgents)
      return (store, try store.count(in: store.sandbox(SandboxID.defaultName)))
    } catch {
      guard case .file(let path) = settings.database else { throw .badSetting("the database: \(error)") }
      throw .badSetting("--database \(path) cannot be used: \(error)")
    }
  }
}

extension StartFailure {
  package init(_ failure: SeedFailure) {
    self =
      switch failure {
      case .unreadable(let sentence): .unreadableSeeds(sentence)
      case .invalid(let mistakes): .invalidSeeds(mistakes)
      }
  }
}
