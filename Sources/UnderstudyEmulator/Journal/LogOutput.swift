import Synchronization
import UnderstudyJSON

/// A buffer of log lines, which are written in their order, several in one call.
package final class LogOutput: Sendable {
  package let format: LogFormat
  private let write: @Sendable (UnsafeBufferPointer<UInt8>) -> Void
  private let buffer = Mutex(ByteBuffer(capacity: 4096))
  /// The system's clock, whatever the time is in sandboxes.
  private let clock = Clock()
  private static let flushSize = 65_536

  /// - Parameter write: gets whole lines. Calls do not overlap.
  package init(_ format: LogFormat, write: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Void) {
    self.format = format
    self.write = write
  }

  /// Returns a line with the current time.
  package func line(level: String, _ message: String) -> LogLine {
    LogLine(format, at: clock.now.description, level: level, message)
  }

  /// Adds a line to the buffer. The next ``flush()`` writes it, because a system call takes longer than the line.
  package func append(_ line: consuming LogLine) {
    let bytes = line.finished()
    buffer.withLock { buffer in
      buffer.append(bytes)
      if buffer.count >= Self.flushSize { writeAll(&buffer) }
    }
  }

  package func flush() { buffer.withLock { writeAll(&$0) } }

  private func writeAll(_ buffer: inout sending ByteBuffer) {
    guard buffer.count > 0 else { return }
    buffer.withUnsafeBytes(write)
    buffer.removeAll()
  }
}
