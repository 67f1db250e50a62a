import ArgumentParser
import Foundation
import Understudy
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// The options of a server, whichever command runs it, but for its address.
struct ServerOptions<Defaults: OptionDefaults>: ParsableArguments {
  @Option(help: ArgumentHelp("Listen on this port too; repeatable.", valueName: "port"))
  var alsoPort: [UInt16] = []
  @Option(
    help: ArgumentHelp(
      "Read every *.json below this directory; repeatable. If there is no `seed-data`, the built-in seeds are read.",
      valueName: "dir"))
  var seedData = SeedDirectory.existing
  @OptionGroup var files: StartupFileOptions
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
  @OptionGroup var reporting: ReportOptions
  @OptionGroup var tls: TLSOptions
  @OptionGroup var upstream: UpstreamOptions
  @OptionGroup var log: LogOptions<Defaults>

  func validate() throws {
    guard maxBodyBytes >= 0 else { throw ValidationError("--max-body-bytes must not be negative") }
    guard maxBodyBytes <= Self.largestBody else {
      throw ValidationError("--max-body-bytes must be at most \(Self.largestBody), 1 TiB")
    }
    guard !seedData.contains("") else {
      throw ValidationError("--seed-data is empty; name a directory, or remove the option")
    }
    guard !alsoPort.contains(0) else {
      throw ValidationError("--also-port must be from 1 to 65535: clients could not know a port that is chosen")
    }
    guard 1...256 ~= threads ?? 1 else { throw ValidationError("--threads must be from 1 to 256") }
  }

  /// An agent may be four times as large, in bytes.
  private static var largestBody: Int { 1 << 40 }

  /// Checks the options that depend on others. The parser cannot, because it reads each environment variable alone.
  func checkCombinations(_ address: AddressOptions<Defaults>) throws {
    let ports = alsoPort + (address.port == 0 ? [] : [address.port])
    if let port = alsoPort.first(where: { port in ports.count { $0 == port } > 1 }) {
      throw ValidationError("--also-port \(port) is given already; name each port once")
    }
    try tls.checkCombinations()
    try upstream.checkCombinations()
  }

  /// Returns the settings of a server without TLS.
  /// - Parameter provenance: returns the options and the origin of each.
  func settings(_ address: AddressOptions<Defaults>, provenance: @escaping @Sendable () -> [JSON]) -> Settings {
    var settings = Settings()
    settings.host = address.host
    settings.port = address.port
    settings.additionalPorts = alsoPort
    settings.seeds = SeedDirectory.sources(seedData)
    settings.mappings = files.mappings
    settings.fileReload = files.watch ? .whenChanged : .onRequest
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
    settings.failingIssues = failingIssues
    settings.provenance = provenance
    settings.upstream = upstream.settings
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
