import ArgumentParser
import Foundation
import Logging
import Understudy
import UnderstudyEmulator
import UnderstudyPlatform

/// `understudy serve`, the default command: runs the server.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the server until SIGTERM or SIGINT.")

  @OptionGroup var address: AddressOptions<ServeDefaults>
  @Option(help: ArgumentHelp("Write the port to this file when the server is ready.", valueName: "path"))
  var portFile: String?
  @OptionGroup var options: ServerOptions<ServeDefaults>

  func run() throws {
    let started = ContinuousClock.now
    if !options.tls.tls { try options.tls.checkUnused() }
    try options.checkCombinations(address)
    // Before any thread starts, so that all inherit the signal mask.
    let signals = StopSignals.blocked()
    let output = try exiting { try options.log.output() }
    defer { output.finish() }
    let logger = options.log.logger(to: output)
    options.warn(logger)
    let (server, writtenPortFile) = try exiting(reportingTo: output.append(text:)) { try start(logger, output) }
    logger.info("seeds", metadata: server.loadedSources)
    logger.info("dashboard", metadata: ["url": "\(server.url)/__admin/ui"])
    announce(server, started.duration(to: .now), after: output)
    let signal = signals.wait()
    logger.info("stopping", metadata: ["signal": "\(signal)"])
    writtenPortFile?.remove()
    server.stop()
    try options.checkIssues(server, output)
  }

  private func start(_ logger: Logger, _ output: LogOutput) throws -> (MockServer, WrittenFile?) {
    let portFile = portFile.map { PortFile(path: $0) }
    try portFile?.checkPath()
    let server = try options.started(settings, logger, output)
    return (server, try portFile?.write(server.port))
  }

  /// Writes the ready line on standard output, after the log's lines so far. A thread of its own writes it, because neither
  /// output may be read, and this thread must wait for signals.
  private func announce(_ server: MockServer, _ elapsed: Duration, after log: LogOutput) {
    let line =
      "ready url=\(server.url) endpoints=\(server.endpointCount) agents=\(server.agentCount) "
      + "took_ms=\(Int((elapsed / .milliseconds(1)).rounded(.up)))\(options.tls.tls ? " tls=on" : "")\n"
    Thread.detachNewThread {
      log.waitUntilWritten(atMost: .seconds(5))
      StandardOutput.write(line)
    }
  }

  private var settings: Settings {
    var settings = options.settings(address) {
      EnvironmentVariables.current.provenance(Array(CommandLine.arguments.dropFirst()), of: Self.self)
    }
    if options.tls.tls { settings.tls = options.tls.settings(host: address.host) }
    return settings
  }
}
