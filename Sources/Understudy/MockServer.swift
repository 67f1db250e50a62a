import Logging
import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A running mock server: seeds loaded, port answering.
///
/// A test suite starts one, gives each test a ``sandbox()`` of its own, and points the client under test at the
/// sandbox. It runs on threads of its own within the test's process, and stops with ``stop()`` or when nobody holds it
/// and none of its sandboxes any more.
public final class MockServer: Sendable {
  package static let version = "0.1.0"

  private let server: Server
  private let serving = Serving()
  private let housekeeping: Housekeeping
  let control: ControlPlane
  /// What was answered so far.
  package let counters: RequestCounters
  /// The base URL that clients are pointed at, without a slash at its end: `http://127.0.0.1:34567`.
  public let url: String
  package let endpointCount: Int
  package let agentCount: Int

  /// The port that answers.
  public var port: UInt16 { server.port }

  /// Loads the seeds, opens the database and starts to answer, in that order.
  ///
  /// - Parameter log: gets a line for each request.
  package init(_ settings: Settings, logger: Logger, log: LogOutput? = nil) throws(StartFailure) {
    let registry = Registry()
    if let collision = registry.routeCollisions.first { throw .defect("two routes collide: \(collision)") }
    let switches = try Self.switches(settings, registry)
    let seeds = try Self.seeds(settings, registry)
    let (store, agentCount) = try Self.store(settings, seeds)
    if agentCount == 0 {
      let sources = settings.seeds.map(\.description).joined(separator: ", ")
      logger.warning("there are no agents: no \(sources) seeds any")
    }
    let sandboxes = Sandboxes(store, Journal(settings.journal), settings.sandboxes(switches))
    let emulator = Emulator(
      registry: registry, seeds: seeds, sandboxes: sandboxes, annotations: settings.annotations,
      origins: settings.origins, bodyLimit: settings.maximumBodyBytes, logger: logger, log: log)
    let facts = ServerInfo(
      version: Self.version, options: settings.provenance, isServing: { [serving] in serving.isOn },
      readSeeds: { () throws(SeedLoadingError) in
        try SeedReader.read(settings.seeds, registry: registry)
      })
    let control = ControlPlane(
      emulator, facts, AdminOriginPolicy(origins: settings.adminOrigins, hosts: settings.adminHosts))
    self.control = control
    do throws(ListenError) {
      server = try Server(
        configuration: Server.Configuration(
          host: settings.host, port: settings.port, threads: settings.threads,
          maximumBodyBytes: settings.maximumBodyBytes),
        rest: { log?.flush() }
      ) { request in
        control.answer(request) ?? emulator.answer(request)
      }
    } catch {
      throw .cannotListen("\(error)")
    }
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    url = "http://\(host):\(server.port)"
    endpointCount = registry.surfaces.count
    self.agentCount = agentCount
    counters = emulator.counters
    housekeeping = Housekeeping(sandboxes, server, logger)
  }

  /// Stops accepting, ends every connection and waits for the threads to end. What its sandboxes hold can still be
  /// read. May be called again, without effect.
  public func stop() {
    serving.end()
    server.stop()
    housekeeping.stop()
  }

  deinit { stop() }

  private static func switches(_ settings: Settings, _ registry: Registry) throws(StartFailure) -> Switches {
    do throws(UnknownRule) {
      return try registry.switches(disabled: settings.disabledRules, enabled: settings.enabledRules)
    } catch {
      throw .badSetting("\(error)")
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
      guard case .file(let path) = settings.database else { throw .badSetting("the database: \(error)") }
      throw .badSetting("--database \(path) cannot be used: \(error)")
    }
  }
}
