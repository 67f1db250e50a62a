import Glibc
import Synchronization
import UnderstudyJSON
import UnderstudyPlatform

/// A queue of lines for an output whose reader may be slow, stopped or gone.
///
/// A thread of its own writes them, so that appending never waits for the reader. It lives as long as the process,
/// because no write can be interrupted.
package final class OutputQueue: Sendable {
  private let write: @Sendable (UnsafeBufferPointer<UInt8>) -> Void
  private let dropNotice: @Sendable (Int) -> ByteBuffer
  private let state = Mutex(State())
  private let wakeDescriptor: WakeDescriptor
  /// Readable after a piece has been written while ``finish()`` waits.
  private let progress: WakeDescriptor

  private struct State: ~Copyable {
    var waiting = ByteBuffer(capacity: 4096)
    /// The number of lines that were dropped behind those that wait.
    var dropped = 0
    var droppedInAll = 0
    /// Whether the thread sleeps until it is woken. Otherwise it looks for more by itself.
    var isIdle = true
    var isFinishing = false

    var isEmpty: Bool { waiting.count == 0 && dropped == 0 }
    /// Whether all lines are written.
    var isWritten: Bool { isEmpty && isIdle }
  }

  /// The bytes that may wait. Further lines are dropped and counted.
  private static let limit = 4 << 20
  /// The bytes that are written in one call, and beyond which the thread need not be idle to be woken.
  private static let pieceSize = 65_536
  /// The time that ``finish()`` waits for a reader that reads nothing, and for one that reads slowly.
  private static let stalledTime: CInt = 500
  private static let slowTime = Duration.seconds(5)

  /// - Parameters:
  ///   - write: gets whole lines, or a part of many. Calls do not overlap.
  ///   - dropNotice: returns a line that says how many lines were dropped.
  package init(
    _ write: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Void,
    dropNotice: @escaping @Sendable (Int) -> ByteBuffer
  ) throws(SystemError) {
    self.write = write
    self.dropNotice = dropNotice
    (wakeDescriptor, progress) = (try WakeDescriptor(), try WakeDescriptor())
    try JoinableThread { [self] in run() }.detach()
  }

  /// The number of lines that have been dropped since the start.
  package var droppedLines: Int { state.withLock { $0.droppedInAll } }

  /// Adds a line to the queue. The next ``flush()`` has it written, because a system call takes longer than the line.
  package func append(_ line: borrowing ByteBuffer) {
    state.withLock { state in
      // Once a line is dropped, all are until the thread takes the others, so that the notice stands in its place.
      guard state.dropped == 0, state.waiting.count + line.count <= Self.limit else {
        state.dropped += 1
        state.droppedInAll += 1
        return
      }
      state.waiting.append(line)
      if state.waiting.count >= Self.pieceSize { wakeThread(&state) }
    }
  }

  /// Has the lines written soon.
  package func flush() { state.withLock { wakeThread(&$0) } }

  /// Waits until all lines are written, as long as the reader reads.
  package func finish() {
    let end = ContinuousClock.now + Self.slowTime
    var poll = Poll([progress.descriptor])
    state.withLock { state in
      state.isFinishing = true
      wakeThread(&state)
    }
    while !state.withLock({ $0.isWritten }), .now < end {
      guard poll.wait(milliseconds: Self.stalledTime) else { return }
      progress.drain()
    }
  }

  /// Waits until all lines are written, but not for longer than `time`.
  package func waitUntilWritten(atMost time: Duration) {
    let end = ContinuousClock.now + time
    flush()
    while !state.withLock({ $0.isWritten }), .now < end { usleep(100) }
  }

  private func wakeThread(_ state: inout State) {
    guard state.isIdle, !state.isEmpty else { return }
    state.isIdle = false
    wakeDescriptor.wake()
  }

  private func run() {
    var poll = Poll([wakeDescriptor.descriptor])
    while true {
      poll.wait(milliseconds: -1)
      wakeDescriptor.drain()
      while let lines = takeLines() { writePieces(of: lines) }
    }
  }

  /// Returns the lines that wait; nil if there are none, and then the thread must be woken for the next.
  private func takeLines() -> ByteBuffer? {
    state.withLock { state -> ByteBuffer? in
      guard !state.isEmpty else {
        state.isIdle = true
        if state.isFinishing { progress.wake() }
        return nil
      }
      // What was written before has been read, so that the reader can be told.
      if state.dropped > 0 { state.waiting.append(dropNotice(state.dropped)) }
      state.dropped = 0
      var lines = ByteBuffer(capacity: 4096)
      swap(&lines, &state.waiting)
      return lines
    }
  }

  private func writePieces(of lines: borrowing ByteBuffer) {
    lines.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
        write(UnsafeBufferPointer(rebasing: bytes[start..<min(start + Self.pieceSize, bytes.count)]))
        if state.withLock({ $0.isFinishing }) { progress.wake() }
      }
    }
  }
}
