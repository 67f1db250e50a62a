import ArgumentParser
import Understudy
import UnderstudyPlatform

/// The command line. Environment variables are derived from its options.
struct UnderstudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "understudy",
    abstract: "A local mock of the \"update agent\" endpoints of voice-AI vendors.",
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
