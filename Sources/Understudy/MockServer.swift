import Logging
import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A running mock server.
///
/// A test suite starts one server, gives each test its own ``sandbox()``, and points the client under test at the
/// sandbox. The server runs on its own threads within the test's process. It stops with ``stop()``, or when there are no
/// more references to it or its sandboxes.
///
/// All other public types are nested in this one, so that a test file that imports the library gains one name only.
public final class MockServer: Sendable {
  package static let version = "0.1.0"

  private let server: Server
  private let availability = Availability()
  private let housekeeping: Housekeeping
  let control: ControlPlane
  /// Counters of the requests so far.
  package let counters: RequestCounters
  /// The base URL for clients, without a trailing slash: `http://127.0.0.1:34567`.
  public let url: String
  package let endpointCount: Int
  package let agentCount: Int

  /// The port that the server listens on.
  public var port: UInt16 { server.port }

  /// Loads the seeds, opens the database and starts to listen, in this order.
  ///
  /// - Parameter log: the output of a line for each request; nil for none.
  package init(_ settings: Settings, logger: Logger, log: LogOutput? = nil) throws(StartFailure) {
    let registry = Registry()
    if let collision = registry.routeCollisions.first {
      throw StartFailure(.internalError("two routes collide: \(collision)"))
    }
    let switches = try Self.switches(settings, registry)
    let seeds = try Self.seeds(settings, registry)
    let (store, agentCount) = try Self.store(settings, seeds)
    if agentCount == 0 {
      let sources = settings.seeds.map(\.description).joined(separator: ", ")
      logger.warning("there are no agents in \(sources)")
    }
    let sandboxes = Sandboxes(store, Journal(settings.journal), settings.sandboxes(switches), logger: logger)
    let emulator = Emulator(
      registry: registry, seeds: seeds, sandboxes: sandboxes, annotations: settings.annotations,
      origins: settings.origins, bodyLimit: settings.maximumBodyBytes, logger: logger, log: log)
    let facts = ServerInfo(
      version: Self.version, options: settings.provenance, isServing: { [availability] in availability.isServing },
      readSeeds: { () throws(SeedLoadingError) in
        try SeedReader.read(settings.seeds, registry: registry)
      })
    let control = ControlPlane(
      emulator, facts, AdminOriginPolicy(origins: settings.adminOrigins, hosts: settings.adminHosts))
    self.control = control
    do {
      server = try Server(
        configuration: Server.Configuration(
          host: settings.host, port: settings.port, maximumBodyBytes: settings.maximumBodyBytes),
        onIdle: { log?.flush() }
      ) { request in
        control.reply(to: request) ?? emulator.answer(request)
      }
    } catch {
      throw StartFailure(.cannotListen("\(error)"))
    }
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    url = "http://\(host):\(server.port)"
    endpointCount = registry.surfaces.count
    self.agentCount = agentCount
    counters = emulator.counters
    housekeeping = Housekeeping(sandboxes, server, logger)
  }

  /// Stops accepting connections, closes all of them and waits for the server's threads. Sandboxes can still be read.
  /// Further calls have no effect.
  public func stop() {
    availability.end()
    server.stop()
    housekeeping.stop()
  }

  deinit { stop() }

  private static func switches(_ settings: Settings, _ registry: Registry) throws(StartFailure) -> Switches {
    do throws(UnknownRule) {
      return try registry.switches(disabled: settings.disabledRules, enabled: settings.enabledRules)
    } catch {
      throw StartFailure(.invalidSetting("\(error)"))
    }
  }

  private static func seeds(_ settings: Settings, _ registry: Registry) throws(StartFailure) -> SeedSet {
    do throws(SeedLoadingError) {
      return try SeedReader.read(settings.seeds, registry: registry)
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
      guard case .file(let path) = settings.database else {
        throw StartFailure(.invalidSetting("the database: \(error)"))
      }
      throw StartFailure(.invalidSetting("--database \(path) cannot be used: \(error)"))
    }
  }
}
