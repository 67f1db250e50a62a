import CCurl
import UnderstudyHTTP
import UnderstudyPlatform

/// The loop that sends requests and receives responses, on the client's thread.
struct TransferLoop {
  private let queue: TransferQueue
  private let destinations: UpstreamDestinations
  private let certificates: String?
  private let limits: UpstreamLimits
  private var waiting: [QueuedRequest] = []
  /// The transfers by their handles.
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]

  /// How long it waits for an event at most, in milliseconds. libcurl knows of its own time-outs.
  private static let pollTimeout: CInt = 10_000

  init(
    _ queue: TransferQueue, _ destinations: UpstreamDestinations, certificates: String?, _ limits: UpstreamLimits
  ) {
    self.queue = queue
    self.destinations = destinations
    self.certificates = certificates
    self.limits = limits
  }

  mutating func run() {
    while true {
      let changes = queue.take()
      waiting += changes.requests
      if changes.isStopped { return end() }
      if !changes.cancelled.isEmpty { cancel(changes.cancelled) }
      startWaiting()
      var count: CInt = 0
      curl_multi_perform(queue.transfers, &count)
      // What has ended makes room for what waits.
      guard finishEnded() == 0 else { continue }
      curl_multi_poll(queue.transfers, nil, 0, pollTimeout, nil)
    }
  }

  /// The time until something must be done, at most the usual one.
  private var pollTimeout: CInt {
    // Requests that wait have a time-out too.
    guard let first = waiting.first else { return Self.pollTimeout }
    return CInt(clamping: max(0, min(first.timeLeft(of: limits.totalTime).milliseconds, Int(Self.pollTimeout))))
  }

  private mutating func startWaiting() {
    var rest = waiting[...]
    while let queued = rest.first {
      let left = queued.timeLeft(of: limits.totalTime)
      if left <= .zero {
        finish(queued, .failure(UpstreamFailure(.timeOut, queued.host, "too many other requests came before")))
      } else if running.count < limits.transfers {
        start(queued, within: left)
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    if rest.count < waiting.count { waiting = Array(rest) }
  }

  private mutating func start(_ queued: QueuedRequest, within time: Duration) {
    do throws(UpstreamFailure) {
      let transfer = try Transfer(queued, destinations, queue.ownPorts, limits)
      try transfer.prepare(
        redirection: destinations.redirection(of: queued.host),
        certificates: destinations.isTestHost(queued.host) ? certificates : nil, time: time)
      guard curl_multi_add_handle(queue.transfers, transfer.handle) == CURLM_OK else {
        throw UpstreamFailure(.failed, queued.host, "libcurl takes no further transfer")
      }
      running[transfer.handle] = transfer
    } catch {
      finish(queued, .failure(error))
    }
  }

  /// - Returns: The number of transfers that have ended.
  private mutating func finishEnded() -> Int {
    var (count, code) = (0, CURLE_OK)
    while let handle = ccurl_next_ended(queue.transfers, &code) {
      count += 1
      curl_multi_remove_handle(queue.transfers, handle)
      guard let transfer = running.removeValue(forKey: handle) else { continue }
      finish(transfer.queued, transfer.result(code))
    }
    return count
  }

  private mutating func cancel(_ ids: Set<UInt64>) {
    for queued in waiting where ids.contains(queued.id) {
      finish(queued, .failure(UpstreamFailure(.ended, queued.host)))
    }
    waiting.removeAll { ids.contains($0.id) }
    for (handle, transfer) in running where ids.contains(transfer.queued.id) {
      curl_multi_remove_handle(queue.transfers, handle)
      running[handle] = nil
      finish(transfer.queued, .failure(UpstreamFailure(.ended, transfer.queued.host)))
    }
  }

  private func finish(_ queued: QueuedRequest, _ result: Result<Response, UpstreamFailure>) {
    queue.end()
    queued.completion(result)
  }

  /// Ends all transfers.
  private mutating func end() {
    for handle in running.keys { curl_multi_remove_handle(queue.transfers, handle) }
    let requests = waiting + running.values.map(\.queued)
    (waiting, running) = ([], [:])
    queue.close()
    for queued in requests { finish(queued, .failure(UpstreamFailure(.ended, queued.host))) }
  }
}

extension QueuedRequest {
  /// The time that is left until the request's time-out.
  fileprivate func timeLeft(of total: Duration) -> Duration { total - arrival.duration(to: .now) }
}

extension Duration {
  /// Rounded up, so that a rest of a millisecond does not become none.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(
      clamping: min(seconds, 1_000_000_000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
