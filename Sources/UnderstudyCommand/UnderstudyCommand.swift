import ArgumentParser
import Understudy
import UnderstudyJSON
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
      ServeCommand.self, RunCommand.self, InitCommand.self, CheckCommand.self, CompareCommand.self,
      RulesCommand.self, OpenAPICommand.self, HealthCommand.self, VerdictCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)
}

extension UnderstudyCommand {
  /// Refuses a first argument that is no command. The parser would take it for one of `serve`, which has none.
  fileprivate static func checkCommand(_ arguments: [String]) throws(ValidationError) {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let name = arguments.first, !name.hasPrefix("-"), !names.contains(name) else { return }
    let advice = Suggestion.question(
      for: name, among: names, in: .doubleQuotes, otherwise: "the commands are \(names.joined(separator: ", "))")
    throw ValidationError("\"\(name)\" is not a command; \(advice)")
  }
}

@main
enum Main {
  static func main() {
    let environment = EnvironmentVariables.current
    let given = Array(CommandLine.arguments.dropFirst())
    do {
      try UnderstudyCommand.checkCommand(given)
      let arguments = try environment.completing(given)
      var command = try UnderstudyCommand.parseAsRoot(arguments)
      try command.run()
    } catch {
      let code = UnderstudyCommand.exitCode(for: error)
      // The parser prints help and the version.
      if code == .success { UnderstudyCommand.exit(withError: error) }
      // Errors that are neither the parser's nor exit codes are internal errors.
      let isInternal = code == .failure && !(error is ExitCode)
      if isInternal {
        StandardError.writeLine("Error: internal: \(error)")
      } else {
        let message = UnderstudyCommand.fullMessage(for: error, columns: nil)
        report(message.escapingControlCharacters(in: given + environment.values))
      }
      UnderstudyCommand.exit(withError: isInternal ? ExitCode.internalError : code)
    }
  }

  /// Writes a message of the parser, which may have several lines.
  private static func report(_ message: String) {
    guard !message.isEmpty else { return }
    for line in message.split(separator: "\n", omittingEmptySubsequences: false) {
      StandardError.writeLine(String(line))
    }
  }
}

extension String {
  /// Returns the text without the line ends in what it quotes of arguments, which would look like lines of its own.
  fileprivate func escapingControlCharacters(in arguments: [String]) -> String {
    var message = self
    for argument in arguments where argument.contains(where: \.isNewline) {
      // The parser also quotes the value of `--name=value`, and the elements of a list in a variable.
      let parts = argument.split(separator: "=", maxSplits: 1) + argument.split { $0 == "=" || $0 == "," }
      for text in [argument] + parts.map(String.init) where text.contains(where: \.isNewline) {
        message = message.replacing(text, with: text.escapingControlCharacters)
      }
    }
    return message
  }
}

extension ExitCode {
  /// `--fail-on` found a request.
  static let failedOn = ExitCode(3)
  /// `compare` found a difference, or nothing that it could compare.
  static let different = ExitCode(3)
  /// `--report` or `--junit` could not be written.
  static let notWritten = ExitCode(74)
  /// `verdict` did not reach the server.
  static let unavailable = ExitCode(69)
  /// `verdict` got an answer that is no verdict.
  static let noVerdict = ExitCode(76)
  /// The codes of shells for a command that does not start.
  static let notFound = ExitCode(127)
  static let notExecutable = ExitCode(126)
  fileprivate static let internalError = ExitCode(70)

  /// The code of `sysexits.h`.
  fileprivate init(_ reason: MockServer.StartFailure.Reason) {
    switch reason {
    case .invalidSetting: self.init(64)
    case .invalidFile: self.init(65)
    case .unreadableFile: self.init(66)
    case .cannotListen: self.init(69)
    case .internalError: self = .internalError
    }
  }
}

/// Runs `work`. A failure is reported and thrown as an exit code.
/// - Parameter report: gets each line for standard error.
func exiting<Value>(
  reportingTo report: (String) -> Void = StandardError.writeLine, _ work: () throws -> Value
) throws(ExitCode) -> Value {
  do {
    return try work()
  } catch {
    let failure = MockServer.StartFailure(error)
    // Errors in files are in the format of compilers.
    let advice = failure.advice.map { "; \($0)" } ?? ""
    for sentence in failure.sentences {
      report((failure.reason == .invalidFile ? "" : "Error: ") + sentence + advice)
    }
    throw ExitCode(failure.reason)
  }
}
