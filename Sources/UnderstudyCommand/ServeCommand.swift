import ArgumentParser
import Foundation
import Logging
import Understudy
import UnderstudyEmulator
import UnderstudyPlatform
import UnderstudyStore
import UnderstudyVendors

/// `understudy serve`, the default command: runs the server.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the server until SIGTERM or SIGINT.")

  @OptionGroup var address: AddressOptions
  @Option(help: ArgumentHelp("Write the port to this file when the server is ready.", valueName: "path"))
  var portFile: String?
  @Option(help: ArgumentHelp("Read every *.json below this directory; repeatable.", valueName: "dir"))
  var seedData = [SeedDirectory.standard]
  @Option(
    help: ArgumentHelp("Store agents in this SQLite file across restarts (default: in memory).", valueName: "path"))
  var database: String?
  @Option(help: ArgumentHelp("Switch a rule off; repeatable. `understudy rules` lists them.", valueName: "id"))
  var disableRule: [String] = []
  @Option(help: ArgumentHelp("Switch a rule on; repeatable.", valueName: "id"))
  var enableRule: [String] = []
  @Option(help: ArgumentHelp("The maximum size of a request body; larger ones get 413.", valueName: "bytes"))
  var maxBodyBytes = 1_048_576
  @Option(help: ArgumentHelp("Ignored: one thread answers all requests. It will be removed.", valueName: "count"))
  var threads: Int?
  @Option(
    help: ArgumentHelp(
      "Freeze the clock at this time, such as 2026-04-17T12:00:00Z (default: the system's clock).",
      valueName: "time"))
  var clock: Timestamp?
  @Flag(name: .customLong("no-annotations"), help: "Omit the X-Understudy headers from responses.")
  var noAnnotations = false
  @OptionGroup var browser: BrowserOptions
  @OptionGroup var memory: MemoryOptions
  @Option(
    help: ArgumentHelp(
      "Exit with code 3 if any request was unmatched, had warnings or was rejected; comma-separated.",
      valueName: "kinds"))
  var failOn: [IssueList] = []
  @OptionGroup var log: LogOptions

  func validate() throws {
    guard maxBodyBytes >= 0 else { throw ValidationError("--max-body-bytes must not be negative") }
    guard 1...256 ~= threads ?? 1 else { throw ValidationError("--threads must be from 1 to 256") }
  }

  func run() throws {
    let started = ContinuousClock.now
    // Before any thread starts, so that all inherit the signal mask.
    let signals = StopSignals.blocked()
    let output = log.output()
    let logger = log.logger(to: output)
    EnvironmentVariables.current.warnings.forEach { logger.warning("\($0)") }
    if threads != nil {
      logger.warning("--threads is ignored: one thread answers all requests; the option will be removed")
    }
    let port = portFile.map(PortFile.init)
    try port?.removeStale()
    let server = try exiting { () throws(MockServer.StartFailure) in
      try MockServer(settings, logger: logger, log: log.logLevel <= .info ? output : nil)
    }
    try port?.write(server.port)
    let elapsed = started.duration(to: .now) / .milliseconds(1)
    StandardOutput.write(
      "ready url=\(server.url) endpoints=\(server.endpointCount) agents=\(server.agentCount) "
        + "took_ms=\(Int(elapsed.rounded(.up)))\n")
    let signal = signals.wait()
    logger.info("stopping", metadata: ["signal": "\(signal)"])
    server.stop()
    try failOn.flatMap(\.issues).fail(server.counters.counts)
  }

  private var settings: Settings {
    var settings = Settings()
    settings.host = address.host
    settings.port = address.port
    settings.seeds = seedData.map(SeedSource.directory)
    settings.database = database.map(AgentStore.Location.file) ?? .memory
    settings.disabledRules = disableRule
    settings.enabledRules = enableRule
    settings.maximumBodyBytes = maxBodyBytes
    settings.clock = clock
    settings.annotations = noAnnotations ? .off : .on
    browser.apply(to: &settings)
    memory.apply(to: &settings)
    settings.provenance = { EnvironmentVariables.current.provenance(Array(CommandLine.arguments.dropFirst())) }
    return settings
  }
}

/// The address of the server.
struct AddressOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host = Settings().host
  @Option(help: ArgumentHelp("The port to listen on; 0 for any free one.", valueName: "port"))
  var port = Settings().port
}

extension Timestamp: ExpressibleByArgument {
  /// - Parameter argument: a time in UTC with seconds, such as `2026-04-17T12:00:00Z`.
  package init?(argument: String) { self.init(argument) }
}
