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
  @Flag(help: "Treat warnings about seeds as errors.")
  var strict = false
  @Option(
    help: ArgumentHelp("Store agents in this SQLite file across restarts (default: in memory).", valueName: "path"))
  var database: String?
  @Option(
    help: ArgumentHelp(
      "Rules as the vendors document them, or as public clients use the vendors; `--disable-rule` and "
        + "`--enable-rule` come first.", valueName: "name"))
  var profile = Profile.documented
  @Option(help: ArgumentHelp("Switch a rule off; repeatable. `understudy rules` lists them.", valueName: "id"))
  var disableRule: [String] = []
  @Option(help: ArgumentHelp("Switch a rule on; repeatable.", valueName: "id"))
  var enableRule: [String] = []
  @Option(help: ArgumentHelp("The maximum size of a request body; larger ones get 413.", valueName: "bytes"))
  var maxBodyBytes = Settings().maximumBodyBytes
  @Option(help: ArgumentHelp("Ignored: one thread answers all requests. It will be removed.", valueName: "count"))
  var threads: Int?
  @Option(
    help: ArgumentHelp(
      "Freeze the clock at this time, such as 2026-04-17T12:00:00Z (default: the system's clock).",
      valueName: "time"))
  var clock: Timestamp?
  @Flag(name: .customLong("no-annotations"), help: "Omit the X-Understudy headers from responses.")
  var noAnnotations = false
  @Option(
    help: ArgumentHelp(
      "Add a header to responses: `assumptions` names the assumed rules that shaped an accepted request.",
      valueName: "kind"))
  var annotate: [AnnotationKind] = []
  @OptionGroup var browser: BrowserOptions
  @OptionGroup var memory: MemoryOptions
  @Option(
    help: ArgumentHelp(
      "Exit with code 3 if any request was unmatched, had warnings or was rejected; comma-separated.",
      valueName: "kinds"))
  var failOn: [IssueList] = []
  @OptionGroup var log: LogOptions
  @Flag var tls = false

  func validate() throws {
    guard maxBodyBytes >= 0 else { throw ValidationError("--max-body-bytes must not be negative") }
    guard maxBodyBytes <= Self.largestBody else {
      throw ValidationError("--max-body-bytes must be at most \(Self.largestBody), 1 TiB")
    }
    guard !seedData.contains("") else {
      throw ValidationError("--seed-data is empty; name a directory, or remove the option")
    }
    guard 1...256 ~= threads ?? 1 else { throw ValidationError("--threads must be from 1 to 256") }
  }

  /// An agent may be four times as large, in bytes.
  private static let largestBody = 1 << 40

  func run() throws {
    let started = ContinuousClock.now
    // Before any thread starts, so that all inherit the signal mask.
    let signals = StopSignals.blocked()
    let output = try exiting { try log.output() }
    defer { output.finish() }
    let logger = log.logger(to: output)
    EnvironmentVariables.current.warnings.forEach { logger.warning("\($0)") }
    if threads != nil {
      logger.warning("--threads is ignored: one thread answers all requests; the option will be removed")
    }
    AgentStore.disableMemoryStatistics()
    let (server, writtenPortFile) = try exiting(reportingTo: output.append(text:)) { try start(logger, output) }
    logger.info("dashboard", metadata: ["url": "\(server.url)/__admin/ui"])
    announce(server, started.duration(to: .now))
    let signal = signals.wait()
    logger.info("stopping", metadata: ["signal": "\(signal)"])
    writtenPortFile?.remove()
    server.stop()
    try fail(for: server.counters.counts, output)
  }

  private func start(_ logger: Logger, _ output: LogOutput) throws -> (MockServer, WrittenFile?) {
    let portFile = portFile.map { PortFile(path: $0) }
    try portFile?.checkPath()
    var settings = settings
    settings.droppedLogLines = { output.droppedLines }
    let server = try MockServer(settings, logger: logger, log: log.logLevel <= .info ? output : nil)
    return (server, try portFile?.write(server.port))
  }

  /// Writes the ready line on standard output. A thread of its own writes it, because the output may not be read, and this
  /// thread must wait for signals.
  private func announce(_ server: MockServer, _ elapsed: Duration) {
    let line =
      "ready url=\(server.url) endpoints=\(server.endpointCount) agents=\(server.agentCount) "
      + "took_ms=\(Int((elapsed / .milliseconds(1)).rounded(.up)))\n"
    Thread.detachNewThread { StandardOutput.write(line) }
  }

  /// Adds a summary to standard error if there were requests with an issue of `--fail-on`.
  /// - Throws: exit code 3 in that case.
  private func fail(for counts: RequestCounters.Counts, _ output: LogOutput) throws {
    let issues = RequestCounters.Issue.allCases.filter(failOn.flatMap(\.issues).contains)
    let found = issues.compactMap { issue in counts.issues[issue].map { (issue, $0.count, $0.examples) } }
    guard !found.isEmpty else { return }
    for (issue, count, examples) in found {
      output.append(text: "--fail-on \(issue.rawValue): \(count) \(count == 1 ? "request" : "requests")")
      for example in examples { output.append(text: "  \(example)") }
      if count > examples.count { output.append(text: "  and \(count - examples.count) more") }
    }
    throw ExitCode.failedOn
  }

  private var settings: Settings {
    var settings = Settings()
    settings.host = address.host
    if tls { settings.tls = TLSSettings() }
    settings.port = address.port
    settings.seeds = seedData.map(SeedSource.directory)
    settings.seedWarnings = strict ? .refused : .reported
    settings.database = database.map(AgentStore.Location.file) ?? .memory
    settings.profile = profile
    settings.disabledRules = disableRule
    settings.enabledRules = enableRule
    settings.maximumBodyBytes = maxBodyBytes
    settings.annotations = noAnnotations ? [] : .standard
    if !annotate.isEmpty { settings.annotations.insert(.assumptions) }
    settings.origins = browser.noCORS ? .none : .any
    settings.adminOrigins = browser.adminOrigin
    settings.adminHosts = browser.adminHost
    settings.journal.entries = memory.journalEntries
    settings.journal.bytes = memory.journalBytes
    settings.sandboxes.clock = clock
    settings.sandboxes.limit = memory.sandboxLimit
    settings.sandboxes.idleTime = .seconds(memory.sandboxIdleSeconds)
    settings.provenance = { EnvironmentVariables.current.provenance(Array(CommandLine.arguments.dropFirst())) }
    return settings
  }
}

extension Profile: ExpressibleByArgument {}

/// A kind of header that responses have only if it is asked for.
enum AnnotationKind: String, CaseIterable, ExpressibleByArgument { case assumptions }

extension Timestamp: ExpressibleByArgument {
  /// - Parameter argument: a time in UTC with seconds, such as `2026-04-17T12:00:00Z`, of the years 0001 to 9999.
  package init?(argument: String) {
    self.init(argument)
    guard Clock.range ~= date else { return nil }
  }
}

/// The default seed directory.
enum SeedDirectory {
  /// `seed-data` in the working directory or, if that does not exist, the one that `make install` installs.
  static var standard: String {
    let files = FileManager.default
    guard !files.fileExists(atPath: local), let installed, files.fileExists(atPath: installed) else { return local }
    return installed
  }

  private static let local = "seed-data"

  private static var installed: String? {
    // Not the first argument, which the caller chooses.
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      return nil
    }
    return URL(filePath: program).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "share/understudy/seed-data").path
  }
}
