import UnderstudyJSON
import UnderstudyPlatform

/// The log's lines in their order, on the way to an output that may not be read.
package final class LogOutput: Sendable {
  package let format: LogFormat
  private let queue: OutputQueue
  /// The system's clock, whatever the time is in sandboxes.
  private let clock = Clock()

  /// - Parameter write: gets whole lines, or a part of many. Calls do not overlap.
  package init(
    _ format: LogFormat, write: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Void
  ) throws(SystemError) {
    self.format = format
    queue = try OutputQueue(write) { [format, clock] count in
      var line = LogLine(
        format, at: clock.now.description, level: "warning",
        "log lines were dropped, because standard error was not read")
      line.add("lines", count)
      return line.finished()
    }
  }

  /// The number of lines that have been dropped since the start.
  package var droppedLines: Int { queue.droppedLines }

  /// Returns a line with the current time.
  package func line(level: String, _ message: String) -> LogLine {
    LogLine(format, at: clock.now.description, level: level, message)
  }

  /// Adds a line, which the next ``flush()`` has written.
  package func append(_ line: consuming LogLine) { queue.append(line.finished()) }

  /// Adds a line without time and level, with its control characters escaped.
  package func append(text: String) {
    var line = ByteBuffer(capacity: 320)
    line.append(text.escapingControlCharacters.utf8.span)
    line.append(UInt8(ascii: "\n"))
    queue.append(line)
  }

  /// Has the lines written soon.
  package func flush() { queue.flush() }

  /// Waits until all lines are written, but not for longer than `time`.
  package func waitUntilWritten(atMost time: Duration) { queue.waitUntilWritten(atMost: time) }

  /// Waits until all lines are written, for half a second if nothing is read, and five seconds altogether.
  package func finish() { queue.finish() }
}
