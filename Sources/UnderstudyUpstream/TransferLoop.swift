import CCurl
import UnderstudyHTTP
import UnderstudyPlatform

/// The loop that sends requests and receives responses, on the client's thread.
struct TransferLoop {
  private let mailbox: Mailbox
  private let destinations: UpstreamDestinations
  private let certificates: String?
  private let limits: UpstreamLimits
  private var waiting: [Order] = []
  /// The transfers by their handles.
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]

  /// How long it waits for an event at most, in milliseconds. libcurl knows of its own time-outs.
  private static let pollTimeout: CInt = 10_000

  init(
    _ mailbox: Mailbox, _ destinations: UpstreamDestinations, certificates: String?, _ limits: UpstreamLimits
  ) {
    self.mailbox = mailbox
    self.destinations = destinations
    self.certificates = certificates
    self.limits = limits
  }

  mutating func run() {
    while true {
      let news = mailbox.take()
      waiting += news.orders
      if news.isStopped { return end() }
      if !news.cancelled.isEmpty { cancel(news.cancelled) }
      startWaiting()
      var count: CInt = 0
      curl_multi_perform(mailbox.transfers, &count)
      // What has ended makes room for what waits.
      guard finishEnded() == 0 else { continue }
      curl_multi_poll(mailbox.transfers, nil, 0, pollTimeout, nil)
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
    while let order = rest.first {
      let left = order.timeLeft(of: limits.totalTime)
      if left <= .zero {
        finish(order, .failure(UpstreamFailure(.timeOut, order.host, "too many other requests came before")))
      } else if running.count < limits.transfers {
        start(order, within: left)
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    if rest.count < waiting.count { waiting = Array(rest) }
  }

  private mutating func start(_ order: Order, within time: Duration) {
    do throws(UpstreamFailure) {
      let transfer = try Transfer(order, destinations, mailbox.ownPorts, limits)
      try transfer.prepare(
        redirection: destinations.redirection(of: order.host),
        certificates: destinations.isTestHost(order.host) ? certificates : nil, time: time)
      guard curl_multi_add_handle(mailbox.transfers, transfer.handle) == CURLM_OK else {
        throw UpstreamFailure(.failed, order.host, "libcurl takes no further transfer")
      }
      running[transfer.handle] = transfer
    } catch {
      finish(order, .failure(error))
    }
  }

  /// - Returns: The number of transfers that have ended.
  private mutating func finishEnded() -> Int {
    var (count, code) = (0, CURLE_OK)
    while let handle = ccurl_next_ended(mailbox.transfers, &code) {
      count += 1
      curl_multi_remove_handle(mailbox.transfers, handle)
      guard let transfer = running.removeValue(forKey: handle) else { continue }
      finish(transfer.order, transfer.result(code))
    }
    return count
  }

  private mutating func cancel(_ ids: Set<UInt64>) {
    for order in waiting where ids.contains(order.id) {
      finish(order, .failure(UpstreamFailure(.ended, order.host)))
    }
    waiting.removeAll { ids.contains($0.id) }
    for (handle, transfer) in running where ids.contains(transfer.order.id) {
      curl_multi_remove_handle(mailbox.transfers, handle)
      running[handle] = nil
      finish(transfer.order, .failure(UpstreamFailure(.ended, transfer.order.host)))
    }
  }

  private func finish(_ order: Order, _ result: Result<Response, UpstreamFailure>) {
    mailbox.end()
    order.completion(result)
  }

  /// Ends all transfers.
  private mutating func end() {
    for handle in running.keys { curl_multi_remove_handle(mailbox.transfers, handle) }
    let orders = waiting + running.values.map(\.order)
    (waiting, running) = ([], [:])
    mailbox.close()
    for order in orders { finish(order, .failure(UpstreamFailure(.ended, order.host))) }
  }
}

extension Order {
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
