import ArgumentParser
import Logging
import Understudy
import UnderstudyCertificates
import UnderstudyEmulator
import UnderstudyPlatform

/// `understudy run`: runs a command with a server of its own.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a command whose calls to the vendors, by https too, reach a server of its own.",
    usage: """
      understudy run [<options>] -- <command> [<argument> ...]
      understudy run --fail-on unmatched -- pytest -x
      """,
    discussion: """
      The command is behind `--`. It gets variables that name the server as its proxy, and the CA of the server as trusted: \
      its code needs no change. The exit code is the command's; 126 or 127 if it cannot be run. If it is 0, --fail-on can make it 3.
      """)

  @OptionGroup var address: AddressOptions<RunDefaults>
  @OptionGroup var options: ServerOptions<RunDefaults>
  @Argument(help: .hidden)
  var misplaced: String?
  @Argument(parsing: .postTerminator, help: ArgumentHelp("The command and its arguments.", valueName: "command"))
  var command: [String] = []

  func run() throws {
    try checkCommand()
    try options.checkCombinations(address)
    let limit = OriginalDescriptorLimit.current
    // Before any thread starts, so that all inherit the signal mask.
    let signals = RelayedSignals.blocked()
    let output = try exiting { try options.log.output() }
    defer { output.finish() }
    let logger = options.log.logger(to: output)
    options.warn(logger)
    let directory = try exiting { try RunDirectory() }
    defer { directory.remove() }
    let server = try exiting(reportingTo: output.append(text:)) {
      try options.started(settings(directory), logger, output)
    }
    defer { server.stop() }
    logger.info("dashboard", metadata: ["url": "\(server.url)/__admin/ui"])
    let prepared = try exiting(reportingTo: output.append(text:)) {
      try variables(for: server, directory)
    }
    prepared.warnings.forEach { logger.warning("\($0)") }
    if let signal = signals.takeEnding() { throw ExitCode(128 + signal) }
    let ending = signals.relay(to: try start(prepared.environment, limit))
    try conclude(ending.code, server, output)
  }

  /// Checks that there is a command.
  private func checkCommand() throws {
    let advice = "put options before `--` and the command behind it, such as: understudy run --strict -- pytest -x"
    if let misplaced { throw ValidationError("\"\(misplaced)\" is before `--`; \(advice)") }
    guard let name = command.first else { throw ValidationError("there is no command; \(advice)") }
    guard !name.isEmpty, !name.hasPrefix("-") else {
      throw ValidationError("\"\(name)\" is not a command; \(advice)")
    }
  }

  private func settings(_ directory: RunDirectory) -> Settings {
    var settings = options.settings(address) {
      let given = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
      // It is always on.
      return EnvironmentVariables.current.provenance(given + ["--tls"], of: Self.self)
    }
    settings.tls = options.tls.settings(host: address.host, directory: directory.certificates)
    return settings
  }

  private func variables(for server: MockServer, _ directory: RunDirectory) throws -> CommandVariables {
    var trust: TrustedAuthority.Files?
    if !options.tls.hasOwnCertificate {
      trust = TrustedAuthority.Files(in: options.tls.tlsDir.map(RunDirectory.absolute) ?? directory.certificates)
    }
    return try CommandVariables(
      .current, server: ServerAddress(host: address.reachableHost, port: server.port), trust: trust,
      others: options.tls.proxyOthers ?? .refused, writingTo: directory.path)
  }

  private func start(_ environment: ProcessEnvironment, _ limit: OriginalDescriptorLimit) throws -> ChildProcess {
    do throws(ChildProcess.StartError) {
      return try ChildProcess(ProcessArguments.last(command.count), environment, limit)
    } catch {
      let name = command.first ?? ""
      StandardError.writeLine("Error: cannot run \"\(name)\": \(error.reason(name))")
      throw error.exitCode
    }
  }

  /// Reports requests with issues, and ends with the code of the command.
  private func conclude(_ code: Int32, _ server: MockServer, _ output: LogOutput) throws {
    server.stop()
    guard code != 0 else { return try options.checkIssues(server, output) }
    options.writeReport(server, output)
    let issues = options.failingIssues.union([.unmatched, .rejected])
    let summary = IssueSummary(of: issues, in: server.counters.counts, prefix: "understudy:")
    for line in summary.lines { output.append(text: line) }
    throw ExitCode(code)
  }
}

extension ChildProcess.StartError {
  fileprivate func reason(_ name: String) -> String {
    switch self {
    case .notFound where name.contains("/"): "there is no such file, or not the program that its first line names"
    case .notFound: "not found in any directory of PATH"
    case .notExecutable(let error): "\(error); it must be an executable file, and a script begin as with #!/bin/sh"
    case .refused(let error): "\(error)"
    }
  }

  fileprivate var exitCode: ExitCode {
    if case .notFound = self { return .notFound }
    return .notExecutable
  }
}
