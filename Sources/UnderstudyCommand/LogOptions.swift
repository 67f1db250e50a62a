import ArgumentParser
import Logging
import UnderstudyEmulator
import UnderstudyPlatform

/// The options of the log, which goes to standard error.
struct LogOptions<Defaults: OptionDefaults>: ParsableArguments {
  @ArgumentParser.Option(help: "The format of log lines.")
  var logFormat = LogFormat.text
  @ArgumentParser.Option(
    help: ArgumentHelp("The least severe level that is logged; requests are logged at info.", valueName: "level"))
  var logLevel = Defaults.logLevel

  func output() throws(SystemError) -> LogOutput { try LogOutput(logFormat) { StandardError.write($0) } }

  func logger(to output: LogOutput) -> Logger {
    Logger(label: "understudy") { _ in StandardErrorLog(output: output, logLevel: logLevel) }
  }
}

extension LogFormat: ExpressibleByArgument {}

extension Logger.Level: @retroactive ExpressibleByArgument {}

/// A log handler that writes events to the request log.
private struct StandardErrorLog: LogHandler {
  let output: LogOutput
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = output.line(level: event.level.rawValue, event.message.description)
    let details = (event.metadata ?? [:]).merging(metadata) { event, _ in event }
    for (name, value) in details.sorted(by: { $0.key < $1.key }) { line.add(name, value.description) }
    output.append(line)
    output.flush()
  }
}
