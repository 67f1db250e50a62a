import CCurl
import Synchronization
import UnderstudyHTTP

/// A request that must be sent.
struct Order: Sendable {
  let id: UInt64
  let request: Request
  let host: String
  let completion: UpstreamClient.Completion
  let arrival = ContinuousClock.now
}

/// What other threads tell the thread of a client.
final class Mailbox: Sendable {
  /// What has come since the last look.
  struct News {
    var orders: [Order] = []
    var cancelled: Set<UInt64> = []
    var isStopped = false
  }

  enum Admission { case added, full, stopped }

  private struct State {
    var news = News()
    /// The requests that were added and have not ended.
    var count = 0
    var ownPorts: [UInt16] = []
    /// Whether the handle of the transfers is gone.
    var isClosed = false
  }

  nonisolated(unsafe) let transfers: UnsafeMutableRawPointer
  let limits: UpstreamLimits
  private let state = Mutex(State())
  private let count = Atomic<UInt64>(0)

  init(_ transfers: UnsafeMutableRawPointer, _ limits: UpstreamLimits) {
    (self.transfers, self.limits) = (transfers, limits)
  }

  func nextID() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).newValue }

  func add(_ order: Order) -> Admission {
    state.withLock { state in
      guard !state.news.isStopped else { return .stopped }
      guard state.count < limits.transfers + limits.waiting else { return .full }
      state.count += 1
      state.news.orders.append(order)
      curl_multi_wakeup(transfers)
      return .added
    }
  }

  func cancel(_ id: UInt64) {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.news.cancelled.insert(id)
      curl_multi_wakeup(transfers)
    }
  }

  func stop() {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.news.isStopped = true
      curl_multi_wakeup(transfers)
    }
  }

  func take() -> News {
    state.withLock { state in
      defer { (state.news.orders, state.news.cancelled) = ([], []) }
      return state.news
    }
  }

  /// Counts a request as ended.
  func end() { state.withLock { $0.count -= 1 } }

  /// Frees the handle of the transfers, which no other thread uses from then on.
  func close() {
    state.withLock { state in
      state.isClosed = true
      curl_multi_cleanup(transfers)
    }
  }

  var ownPorts: [UInt16] { state.withLock(\.ownPorts) }

  func setOwnPorts(_ ports: [UInt16]) { state.withLock { $0.ownPorts = ports } }
}
