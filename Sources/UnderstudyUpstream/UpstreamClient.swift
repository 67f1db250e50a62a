import CCurl
import Synchronization
import UnderstudyHTTP
import UnderstudyPlatform

/// The bounds of requests to the vendors.
package struct UpstreamLimits: Sendable {
  /// The most requests that are sent at once.
  package var transfers = 64
  /// The most requests that wait for one of them to end.
  package var waiting = 512
  /// The most bytes of a response's body and of its header.
  package var bodyBytes = 16 << 20
  package var headerBytes = 16 << 10
  package var connectTime = Duration.seconds(10)
  /// From the request's arrival to the end of the response.
  package var totalTime = Duration.seconds(60)

  package init() {}
}

/// An HTTP client for the vendors' hosts. It runs on one thread of its own from `init` until ``stop()``, and keeps connections.
package final class UpstreamClient: Sendable {
  package typealias Completion = @Sendable (Result<Response, UpstreamFailure>) -> Void

  /// A request that was handed over.
  package struct TransferID: Sendable, Hashable { fileprivate let number: UInt64 }

  private let queue: TransferQueue
  private let destinations: UpstreamDestinations
  private let thread: Mutex<JoinableThread?>

  /// - Parameters:
  ///   - certificates: the path of a PEM file with what test hosts' certificates are verified by; nil for the system's roots.
  package init(
    _ destinations: UpstreamDestinations, certificates: String? = nil, limits: UpstreamLimits = UpstreamLimits()
  ) throws(SystemError) {
    // libcurl opens two sockets to wake its thread, without the flag that keeps them from other programs (7.88).
    guard Self.isInitialized, let transfers = InheritedDescriptors.none(of: curl_multi_init) else {
      throw SystemError(description: "libcurl cannot be initialized")
    }
    ccurl_multi_set_number(transfers, CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.transfers)
    ccurl_multi_set_number(transfers, CURLMOPT_MAXCONNECTS, limits.transfers)
    let queue = TransferQueue(transfers, limits)
    self.queue = queue
    self.destinations = destinations
    do throws(SystemError) {
      thread = Mutex(
        try JoinableThread {
          var loop = TransferLoop(queue, destinations, certificates: certificates, limits)
          loop.run()
        })
    } catch {
      curl_multi_cleanup(transfers)
      throw error
    }
  }

  private static let isInitialized = curl_global_init(ccurl_initialize_all) == CURLE_OK

  /// Sets the ports of this server itself, to which nothing is forwarded.
  package func refuseLoop(to ports: [UInt16]) { queue.setOwnPorts(ports) }

  /// Sends a request in origin form to a vendor's host.
  /// - Parameters:
  ///   - request: its fields are sent as they are; see ``HeaderSection/forFurtherServer``.
  ///   - completion: called once, on the client's thread, which it must not hold up, or on this one. After ``stop()`` it may
  ///     not be called.
  @discardableResult
  package func send(_ request: Request, to host: String, completion: @escaping Completion) -> TransferID {
    let queued = QueuedRequest(id: queue.nextID(), request: request, host: host, completion: completion)
    switch queue.add(queued) {
    case .added: break
    case .full:
      completion(.failure(UpstreamFailure(.tooMany, host, "\(queue.limits.waiting) requests wait already")))
    case .stopped: completion(.failure(UpstreamFailure(.ended, host, "this server stops")))
    }
    return TransferID(number: queued.id)
  }

  /// Ends a transfer whose response is not wanted any more. Its completion gets the failure ``UpstreamFailure/Kind/ended``,
  /// unless it has been called.
  package func cancel(_ id: TransferID) { queue.cancel(id.number) }

  /// Ends all transfers and waits for the thread. Further calls have no effect.
  package func stop() {
    queue.stop()
    thread.withLock { $0.take() }?.join()
  }

  deinit { stop() }
}
