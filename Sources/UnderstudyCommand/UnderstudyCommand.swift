import ArgumentParser
import Understudy
import UnderstudyPlatform

/// The command line. Environment variables are derived from its options.
struct UnderstudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "understudy",
    abstract: "A local mock of the agent endpoints of voice-AI vendors: create, read, list, update, delete.",
    discussion: """
      Every option can also be set by an environment variable: --seed-data by UNDERSTUDY_SEED_DATA. The command line \
      overrides variables. A repeatable option takes a comma-separated list in its variable.
      """,
    version: MockServer.version,
    subcommands: [
      ServeCommand.self, CheckCommand.self, RulesCommand.self, OpenAPICommand.self, HealthCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)
}

@main
enum Main {
  static func main() {
    do {
      let arguments = try EnvironmentVariables.current.completing(Array(CommandLine.arguments.dropFirst()))
      var command = try UnderstudyCommand.parseAsRoot(arguments)
      try command.run()
    } catch {
      // Errors that are neither the parser's nor exit codes are internal errors.
      let isInternal = UnderstudyCommand.exitCode(for: error) == .failure && !(error is ExitCode)
      if isInternal { StandardError.write("Error: internal: \(error)\n") }
      UnderstudyCommand.exit(withError: isInternal ? ExitCode.internalError : error)
    }
  }
}

extension ExitCode {
  /// `--fail-on` found a request.
  static let failedOn = ExitCode(3)
  fileprivate static let internalError = ExitCode(70)

  /// The code of `sysexits.h`.
  fileprivate init(_ reason: MockServer.StartFailure.Reason) {
    switch reason {
    case .invalidSetting: self.init(64)
    case .invalidSeeds: self.init(65)
    case .unreadableSeeds: self.init(66)
    case .cannotListen: self.init(69)
    case .internalError: self = .internalError
    }
  }
}

/// Runs `work`. A failure is written to standard error and thrown as an exit code.
func exiting<Value>(_ work: () throws -> Value) throws(ExitCode) -> Value {
  do {
    return try work()
  } catch {
    let failure = MockServer.StartFailure(error)
    // Errors in seeds are in the format of compilers.
    StandardError.write("\(failure.reason == .invalidSeeds ? "" : "Error: ")\(failure)\n")
    throw ExitCode(failure.reason)
  }
}
