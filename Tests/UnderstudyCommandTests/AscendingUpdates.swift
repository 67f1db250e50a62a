import Foundation
import Synchronization
import UnderstudyTestSupport

/// A client on a thread of its own that sets one agent's `max_duration` to 1, 2, 3, … above a start, each after
/// the answer to the one before, until the server is gone.
final class AscendingUpdates: Sendable {
  let agent: Centerfy
  private let port: UInt16
  private let last = Mutex(0)
  private let answered = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(of agent: Centerfy, at port: UInt16) {
    (self.agent, self.port) = (agent, port)
  }

  /// The last number that was answered with 200.
  var acknowledged: Int { last.withLock { $0 } }

  func start(after start: Int) {
    last.withLock { $0 = start }
    Thread.detachNewThread { [self] in
      defer { ended.signal() }
      guard let client = try? RawClient(port: port) else { return }
      while let answer = try? client.update(#"{"max_duration":\#(acknowledged + 1)}"#, agent), answer.status == 200
      {
        last.withLock { $0 += 1 }
        answered.signal()
      }
    }
  }

  /// Waits for so many answers more.
  func wait(for count: Int) {
    let end = DispatchTime.now() + patience / .seconds(1)
    for _ in 1...count { _ = answered.wait(timeout: end) }
  }

  /// Waits for the end of the thread.
  func join() { _ = ended.wait(timeout: .now() + patience / .seconds(1)) }
}
