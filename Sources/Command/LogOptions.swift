import ArgumentParser
import Logging

/// How the log is written. It goes to standard error.
struct LogOptions: ParsableArguments {
  @ArgumentParser.Option(help: "How log lines are written.")
  var logFormat = LogFormat.text
  @ArgumentParser.Option(
    help: ArgumentHelp(
      "The least severe level that is logged; requests are logged at info.",
      valueName: "level"))
  var logLevel = Logger.Level.info

  func logger() -> Logger {
    Logger(label: "understudy") { _ in StandardErrorLog(format: logFormat, logLevel: logLevel) }
  }
}

enum LogFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

extension Logger.Level: @retroactive ExpressibleByArgument {}
