import Synchronization
import UnderstudyPlatform

/// The loop that accepts connections and runs libmicrohttpd's daemons on one thread.
///
/// libmicrohttpd could start threads of its own. But if exactly as many events are ready as it fetches at once, 128, it
/// waits for further ones before it handles any: with 128 clients that all await a response, it sleeps until a
/// connection times out (0.9.75). `MHD_run` never waits; this loop does.
///
/// It could also accept by itself, but then it could not tell what a connection speaks.
final class EventLoop: Sendable {
  private let context: LoopContext
  private let listening: [ListeningSocket]
  private let plain: Daemon
  /// Nil without TLS.
  private let tls: Daemon?
  private let proxy: Proxy
  private let inactivityLimit: Duration
  private let isEnding = Atomic<Bool>(false)
  /// The number of connections that the limit of open descriptors allows, at most the configured one.
  let connectionLimit: Int

  init(
    _ listening: [ListeningSocket], _ configuration: Server.Configuration, _ context: LoopContext
  ) throws(SystemError) {
    self.context = context
    self.listening = listening
    connectionLimit = DescriptorLimit.connections(upTo: configuration.connectionLimit)
    plain = try Daemon(.plain, configuration, context)
    tls = configuration.certificates == nil ? nil : try Daemon(.tls, configuration, context)
    proxy = Proxy(
      certificates: configuration.certificates, otherHosts: configuration.otherHosts, ports: listening.map(\.port))
    inactivityLimit = configuration.inactivityLimit
  }

  /// Makes `run()` return soon.
  func signalEnd() {
    isEnding.store(true, ordering: .releasing)
    context.suspended.wakeDescriptor.wake()
  }

  /// Serves connections until `signalEnd()` is called.
  func run() {
    let (suspended, halfCloseMonitor) = (context.suspended, context.halfCloseMonitor)
    var acceptor = Acceptor(
      listening, context, plain: plain, tls: tls, proxy, limit: connectionLimit, inactivityLimit: inactivityLimit)
    var turns = [plain, tls].compactMap(\.self).map { Turn(daemon: $0, timeout: $0.timeout) }
    var poll = Poll(
      [suspended.wakeDescriptor.descriptor, halfCloseMonitor.poll.descriptor, context.arrivals.descriptor]
        + turns.map(\.daemon.descriptor))
    while true {
      let isBusy = poll.wait(milliseconds: 0)
      acceptor.examineFresh()
      if !isBusy {
        context.onIdle()
        poll.wait(milliseconds: pollTimeout(turns, acceptor.nextDeadline()))
      }
      if poll.isReadable(0) { suspended.wakeDescriptor.drain() }
      if isEnding.load(ordering: .acquiring) { return context.onIdle() }
      if poll.isReadable(1) { halfCloseMonitor.readEvents() }
      if poll.isReadable(2) { acceptor.readEvents() }
      if tls != nil { context.handshakes.endOverdue(suspended) }
      halfCloseMonitor.add(suspended.resumeDue())
      for index in turns.indices { turns[index].run() }
      if tls != nil { context.handshakes.suspendWaiting(suspended) }
      halfCloseMonitor.resignal(excluding: suspended)
      for index in turns.indices { turns[index].examine() }
      acceptor.prepare()
    }
  }

  /// While the server stops, in milliseconds. If a body ends with an error, libmicrohttpd has to be run again to close the connection,
  /// does not say so, and then looks only at the one that has been idle for longest (0.9.75).
  private static let pauseOfStopping: CInt = 10

  /// The time until something must be done even without an event, in milliseconds; -1 for no limit.
  private func pollTimeout(_ turns: [Turn], _ opening: ContinuousClock.Instant?) -> CInt {
    var earliest = context.suspended.pollTimeout
    func consider(_ time: CInt?) {
      if let time { earliest = min(time, earliest ?? time) }
    }
    for turn in turns { consider(turn.stalls.isStalled ? turn.daemon.pauseOfStalled : turn.timeout) }
    consider(opening?.pollTimeout)
    if tls != nil { consider(context.handshakes.nextDeadline?.pollTimeout) }
    if context.suspended.isClosed { consider(Self.pauseOfStopping) }
    return earliest ?? -1
  }

  /// What one of the daemons did last.
  private struct Turn {
    let daemon: Daemon
    /// See ``Daemon/timeout``.
    var timeout: CInt?
    var stalls = StallMonitor()
    private var callbacks = 0

    init(daemon: Daemon, timeout: CInt?) {
      self.daemon = daemon
      self.timeout = timeout
    }

    mutating func run() {
      let before = daemon.context.callbackCount
      daemon.run()
      callbacks = daemon.context.callbackCount - before
    }

    /// Looks for connections that keep the daemon busy.
    mutating func examine() {
      timeout = daemon.timeout
      stalls.record(isReady: timeout == 0, callbacks: callbacks)
      stalls.examine(daemon.closeStalledUploads)
    }
  }
}
