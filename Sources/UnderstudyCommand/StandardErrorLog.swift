import Logging
import UnderstudyEmulator
import UnderstudyPlatform

/// A log handler that writes events to the request log.
struct StandardErrorLog: LogHandler {
  let output: LogOutput
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(_ output: LogOutput, logLevel: Logger.Level) {
    self.output = output
    self.logLevel = logLevel
  }

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
