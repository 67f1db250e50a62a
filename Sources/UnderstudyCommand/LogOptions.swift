import ArgumentParser
import Logging
import UnderstudyEmulator
import UnderstudyPlatform

/// The options of the log, which goes to standard error.
struct LogOptions: ParsableArguments {
  @ArgumentParser.Option(help: "The format of log lines.")
  var logFormat = LogFormat.text
  @ArgumentParser.Option(
    help: ArgumentHelp(
      "The least severe level that is logged; requests are logged at info.",
      valueName: "level"))
  var logLevel = Logger.Level.info

  func output() -> LogOutput { LogOutput(logFormat) { StandardError.write($0) } }

  func logger(to output: LogOutput) -> Logger {
    Logger(label: "understudy") { _ in StandardErrorLog(output, logLevel: logLevel) }
  }
}

extension LogFormat: ExpressibleByArgument {}

extension Logger.Level: @retroactive ExpressibleByArgument {}
