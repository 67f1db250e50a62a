import ArgumentParser
import Understudy
import UnderstudyPlatform

/// The command line: what is parsed here is named once, and its environment twins follow from it.
struct UnderstudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "understudy",
    abstract: "A local stand-in for the \"update agent\" endpoints of voice-AI vendors.",
    discussion: """
      Every option has an environment twin: --seed-data is UNDERSTUDY_SEED_DATA. A flag beats a variable, a \
      variable beats the default. An option that can be repeated takes a comma-separated list in its variable.
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
      let arguments = try Environment.current.completing(Array(CommandLine.arguments.dropFirst()))
      var command = try UnderstudyCommand.parseAsRoot(arguments)
      try command.run()
    } catch {
      // The parser knows its own errors and ours; any other is a mistake of this program.
      let isInternal = UnderstudyCommand.exitCode(for: error) == .failure && !(error is ExitCode)
      if isInternal { StandardError.write("Error: internal: \(error)\n") }
      UnderstudyCommand.exit(withError: isInternal ? ExitCode.internalError : error)
    }
  }
}
