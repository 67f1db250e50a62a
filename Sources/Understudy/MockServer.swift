import Foundation
import Logging
import UnderstudyAdmin
import UnderstudyCertificates
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyPlatform
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

  /// The number of connections below which a start warns. Browsers and test suites together need fewer.
  private static let fewConnections = 1000

  private let server: Server
  private let availability = Availability()
  private let housekeeping: Housekeeping
  /// Nil if the files are read again on request only.
  private let fileWatcher: FileWatcher?
  /// Nil for a server that answers all requests itself.
  private let upstream: UpstreamConnection?
  let control: ControlPlane
  /// Counters of the requests so far.
  package let counters: RequestCounters
  /// The base URL for clients, without a trailing slash: `http://127.0.0.1:34567`.
  public let url: String
  /// The base URL for clients that need https: `https://localhost:34567`; nil without TLS.
  ///
  /// Clients must trust ``certificateAuthority``. BoringSSL, which AsyncHTTPClient uses, refuses certificates for addresses of
  /// an authority that is limited to some addresses, so that the URL has a name.
  public let httpsURL: String?
  /// The certificate of the authority that clients must trust for ``httpsURL``, as a PEM text; nil without TLS.
  ///
  /// It is made for this server, is gone with it, and can vouch for the vendors' hosts, `localhost` and the loopback
  /// addresses only.
  public let certificateAuthority: String?
  /// What the server started with, for the log: the number of agents, and where seeds and mappings are from.
  package let loadedSources: Logger.Metadata
  package let endpointCount: Int
  package let agentCount: Int

  /// The port that the server listens on.
  public var port: UInt16 { server.port }

  /// Starts a server on `127.0.0.1`. When this returns, it accepts requests.
  ///
  /// - Parameters:
  ///   - seeds: the initial keys, accounts and agents of every sandbox; by default those of the repository's `seed-data`.
  ///   - port: the port to listen on; 0, the default, is any free port.
  ///   - time: the frozen time of every sandbox's clock, in whole seconds; nil, the default, is the system's clock.
  ///     ``Sandbox/freeze(at:)`` freezes the clock of one sandbox.
  ///   - profile: the rules of every sandbox; ``Sandbox/use(profile:)`` changes those of one.
  ///   - disabledRules: ids of rules to switch off, such as `centerfy.temperature.range`.
  ///   - enabledRules: ids of rules to switch on, such as `centerfy.unknown-field`.
  ///   - tls: whether the port speaks https and takes CONNECT too, for clients of ``httpsURL`` and clients that use the
  ///     server as a proxy. It speaks http as well.
  /// - Throws: ``StartFailure``, whose description names every error in the seeds, the unknown rule, or the port that
  ///   is not available.
  public convenience init(
    seeds: SeedData = .builtIn, port: UInt16 = 0, frozenAt time: Date? = nil, profile: RuleProfile = .documented,
    disabledRules: [String] = [], enabledRules: [String] = [], tls: Bool = false
  ) throws(StartFailure) {
    var settings = Settings()
    settings.port = port
    settings.seeds = seeds.sources
    settings.sandboxes.clock = time.map { Timestamp($0) }
    settings.profile = profile.profile
    settings.disabledRules = disabledRules
    settings.enabledRules = enabledRules
    if tls { settings.tls = TLSSettings() }
    try self.init(settings, logger: Logger(label: "understudy") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Loads the seeds, opens the database and starts to listen, in this order.
  ///
  /// - Parameter log: the output of a line for each request; nil for none.
  package init(_ settings: Settings, logger: Logger, log: LogOutput? = nil) throws(StartFailure) {
    let registry = Registry()
    if let collision = registry.routeCollisions.first {
      throw StartFailure(.internalError, "two routes collide: \(collision)")
    }
    if let clock = settings.sandboxes.clock, !(Clock.range ~= clock.date) {
      throw StartFailure(
        .invalidSetting, "the time of the clock must be in the years 0001 to 9999, but is \(clock)")
    }
    do {
      var configuration = settings.sandboxes
      configuration.switches = try registry.switches(
        settings.profile, disabled: settings.disabledRules, enabled: settings.enabledRules)
      let options = SeedReadingOptions(
        start: configuration.clock ?? Timestamp(Date()), switches: configuration.switches,
        warnings: settings.seedWarnings)
      let sources = settings.startupSources(registry, options)
      let read = sources.reading()
      let records = try sources.records(in: read)
      let seeds = records.seeds
      for warning in seeds.warnings { logger.warning("\(warning)") }
      let store = try AgentStore(settings.database)
      let differences = try SeedDifferences(seeds, in: store, registry.vendors)
      if let warning = differences.warning, settings.fileReload == .onRequest { logger.warning("\(warning)") }
      try store.fill(seeds.storedAgents)
      let sandboxes = Sandboxes(store, Journal(settings.journal), configuration, logger: logger)
      var compared = Comparer.Options()
      (compared.seeds, compared.switches) = (seeds, configuration.switches)
      let upstream = try settings.upstream.map { try UpstreamConnection($0, compared, logger) }
      let emulator = Emulator(
        registry: registry, seeds: seeds, differences, sandboxes: sandboxes, annotations: settings.annotations,
        origins: settings.origins, bodyLimit: settings.maximumBodyBytes, logger: logger, log: log,
        upstream: upstream?.upstream)
      let files = StartupFiles(sources, records, from: read, emulator, settings.fileReload, logger: logger)
      try files.start(with: records)
      agentCount = try store.count(in: store.sandbox(SandboxID.defaultName))
      if agentCount == 0 {
        let sources = settings.seeds.map(\.description).joined(separator: ", ")
        logger.warning(
          "there are no agents in \(sources); name seeds with --seed-data, or write some with `understudy init`")
      }
      let certificates = try settings.tls?.certificates(for: registry)
      for warning in certificates?.warnings ?? [] { logger.warning("\(warning)") }
      let info = ServerInfo(
        version: Self.version, options: settings.provenance, failingIssues: settings.failingIssues,
        droppedLogLines: settings.droppedLogLines,
        isServing: { [availability] in availability.isServing }, certificates: certificates,
        upstream: { upstream?.info ?? .null }, startupFiles: files)
      let control = ControlPlane(
        emulator, info, AdminOriginPolicy(origins: settings.adminOrigins, hosts: settings.adminHosts))
      server = try Server(
        configuration: settings.server(with: certificates),
        onIdle: { log?.flush() },
        onDeparture: { number in
          sandboxes.journal.markDeparted(number)
          emulator.endForwarding(of: number)
        },
        onProtocolError: ProtocolErrorLog(emulator.counters, logger).record
      ) { request in
        control.reply(to: request) ?? emulator.answer(request)
      }
      if server.connectionLimit < Self.fewConnections { logger.warning(server.connectionWarning) }
      upstream?.client.refuseLoop(to: [server.port] + settings.additionalPorts)
      self.upstream = upstream
      self.control = control
      certificateAuthority = certificates?.authority?.certificatePEM
      counters = emulator.counters
      housekeeping = Housekeeping(sandboxes, server, availability, logger)
      fileWatcher = settings.fileReload == .whenChanged ? FileWatcher(files, availability) : nil
    } catch let error as StoreError {
      guard case .file(let path) = settings.database else {
        throw StartFailure(.invalidSetting, "the database: \(error)")
      }
      throw StartFailure(
        .invalidSetting, "--database \(path.isEmpty ? "\"\"" : path) cannot be used: \(error)")
    } catch {
      throw StartFailure(error)
    }
    loadedSources = settings.loadedSources(agents: agentCount)
    let host = HostName.inURL(settings.host)
    url = "http://\(host):\(server.port)"
    let name = host == "127.0.0.1" ? "localhost" : host
    httpsURL = settings.tls == nil ? nil : "https://\(name):\(server.port)"
    endpointCount = registry.surfaces.count
  }

  /// Stops accepting connections, closes all of them and waits for the server's threads. Sandboxes can still be read.
  /// Further calls have no effect.
  public func stop() {
    availability.end()
    server.stop()
    control.finish()
    if let upstream {
      control.emulator.endForwarding()
      upstream.client.stop()
    }
    housekeeping.finish()
    fileWatcher?.finish()
  }

  deinit { stop() }

  /// Returns a new sandbox with a unique name.
  public func sandbox() -> Sandbox { Sandbox(.new(), of: self) }

  /// Returns the sandbox with this name. It is created on first use, with the seeded agents. Requests that name no
  /// sandbox use the one named `default`.
  ///
  /// - Parameter name: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`, but neither `.` nor `..`.
  /// - Throws: ``ControlPlaneError`` if the name is invalid.
  public func sandbox(_ name: String) throws(ControlPlaneError) -> Sandbox {
    do {
      return Sandbox(try SandboxName(name), of: self)
    } catch {
      throw ControlPlaneError(refusal: error.response)
    }
  }
}

extension SeedSource {
  /// Where the seeds are from, for the log.
  fileprivate var origin: String {
    if case .builtIn = self { "built in; `understudy init` writes them here to edit" } else { path }
  }
}

extension Settings {
  fileprivate func startupSources(_ registry: Registry, _ options: SeedReadingOptions) -> StartupSources {
    StartupSources(
      seeds: seeds, mappings: mappings, registry: registry, options,
      limit: fileReload == .whenChanged ? StartupSources.followedLimit : .none)
  }

  /// The details of the line about what was loaded.
  fileprivate func loadedSources(agents: Int) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      "agents": "\(agents)", "from": "\(seeds.map(\.origin).joined(separator: ", "))",
    ]
    if !mappings.isEmpty { metadata["mappings"] = "\(mappings.joined(separator: ", "))" }
    return metadata
  }

  fileprivate func server(with certificates: ServerCertificates?) -> Server.Configuration {
    var configuration = Server.Configuration(host: host, port: port, maximumBodyBytes: maximumBodyBytes)
    configuration.additionalPorts = additionalPorts
    configuration.certificates = certificates
    if let tls { configuration.otherHosts = tls.otherHosts }
    return configuration
  }
}

extension Server {
  fileprivate var connectionWarning: Logger.Message {
    """
    only \(connectionLimit) \(connectionLimit == 1 ? "connection is" : "connections are") served at the same time, and \
    others wait, because the process may open few files; raise the hard limit, such as with `ulimit -Hn 4096` or \
    `docker run --ulimit nofile=4096`
    """
  }
}
