import Synchronization
import UnderstudyJSON

/// Where lines of the log are written, in their order, several at once.
package final class LogOutput: Sendable {
  package let form: LogForm
  private let write: @Sendable (UnsafeBufferPointer<UInt8>) -> Void
  private let waiting = Mutex(ByteBuffer(capacity: 4096))
  /// The system's, whatever time it is in sandboxes.
  private let clock = Clock()
  private static let room = 65_536

  /// - Parameter write: gets whole lines, one call at a time.
  package init(_ form: LogForm, write: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Void) {
    self.form = form
    self.write = write
  }

  /// A line to be added to.
  package func line(level: String, _ message: String) -> LogLine {
    LogLine(form, at: clock.now.description, level: level, message)
  }

  /// The line is written by the next ``flush()``: a call to the system takes longer than the line does.
  package func append(_ line: consuming LogLine) {
    let line = line.ended()
    waiting.withLock { waiting in
      waiting.append(line)
      if waiting.count >= Self.room { writeAll(&waiting) }
    }
  }

  package func flush() { waiting.withLock { writeAll(&$0) } }

  private func writeAll(_ waiting: inout sending ByteBuffer) {
    guard waiting.count > 0 else { return }
    waiting.withUnsafeBytes(write)
    waiting.removeAll()
  }
}
