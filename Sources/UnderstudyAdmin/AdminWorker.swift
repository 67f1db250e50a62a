import Dispatch
import Synchronization
import UnderstudyServer

/// The thread that produces the replies of the control plane, one after another.
///
/// A request may compare for seconds or list thousands of entries. On the event loop, it would delay all vendors'
/// responses.
final class AdminWorker: Sendable {
  /// The most requests that may wait. Each holds its body in memory.
  static let maximumWaiting = 1000

  private let queue = DispatchQueue(label: "control plane")
  private let waiting = Atomic(0)
  private let isRunning: @Sendable () -> Bool

  /// - Parameter isRunning: whether replies are still wanted. If not, the connections of waiting requests are closed.
  init(isRunning: @escaping @Sendable () -> Bool) { self.isRunning = isRunning }

  /// Returns a deferred reply, which is produced after all earlier ones; nil if too many are waiting.
  func reply(_ produce: @escaping @Sendable () -> Reply) -> Reply? {
    guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= Self.maximumWaiting else {
      waiting.wrappingSubtract(1, ordering: .relaxed)
      return nil
    }
    let promise = ReplyPromise()
    let response = promise.response
    queue.async { [self] in
      waiting.wrappingSubtract(1, ordering: .relaxed)
      if isRunning() { promise.fulfill(with: produce()) }
    }
    return .deferred(response)
  }

  /// Waits until nothing is produced any more, and nothing is held that producing took. Replies must not be wanted any more.
  func finish() { queue.sync {} }
}
