import CMicroHTTPD
import Synchronization
import UnderstudyPlatform

/// The loop that runs libmicrohttpd's daemon on one thread.
///
/// libmicrohttpd could start threads of its own. But if exactly as many events are ready as it fetches at once, 128, it
/// waits for further ones before it handles any: with 128 clients that all await a response, it sleeps until a
/// connection times out (0.9.75). `MHD_run` never waits; this loop does.
final class EventLoop: Sendable {
  // libmicrohttpd locks what several threads may use; the daemon is freed when its thread has ended.
  nonisolated(unsafe) let daemon: OpaquePointer
  let context: LoopContext
  private let isEnding = Atomic<Bool>(false)
  /// The number of connections that the limit of open descriptors allows, at most the configured one.
  let connectionLimit: Int

  /// How long the loop waits for an event if libmicrohttpd is ready without anything to do, in milliseconds.
  private static let pauseOfStalled: CInt = 100

  /// - Parameter listening: the daemon gets a descriptor of its own, which it closes when it stops.
  init(
    _ listening: ListeningSocket, _ configuration: Server.Configuration, _ context: LoopContext
  ) throws(SystemError) {
    let limit = DescriptorLimit.connections(upTo: configuration.connectionLimit)
    connectionLimit = limit
    daemon = try listening.duplicated { descriptor in
      microhttp_start_daemon(
        descriptor, UInt32(clamping: limit), RequestHead.connectionMemory,
        UInt32(clamping: configuration.inactivityTimeout), handleRequest, beginRequest, completeRequest,
        notifyConnection, logMessage, Unmanaged.passUnretained(context).toOpaque())
    }
    self.context = context
  }

  deinit { MHD_stop_daemon(daemon) }

  /// Makes `run()` return soon.
  func signalEnd() {
    isEnding.store(true, ordering: .releasing)
    context.suspended.wakeDescriptor.wake()
  }

  /// Serves connections until `signalEnd()` is called.
  func run() {
    let (suspended, halfCloseMonitor) = (context.suspended, context.halfCloseMonitor)
    var poll = Poll([
      microhttp_epoll_descriptor(daemon), suspended.wakeDescriptor.descriptor, halfCloseMonitor.poll.descriptor,
    ])
    var (timeout, stalls) = (daemonTimeout, StallMonitor())
    while true {
      if !poll.wait(milliseconds: 0) {
        context.onIdle()
        poll.wait(milliseconds: pollTimeout(stalls.isStalled ? Self.pauseOfStalled : timeout))
      }
      if poll.isReadable(1) { suspended.wakeDescriptor.drain() }
      if isEnding.load(ordering: .acquiring) { return context.onIdle() }
      if poll.isReadable(2) { halfCloseMonitor.readEvents() }
      halfCloseMonitor.add(suspended.resumeDue())
      // At its limit of connections the daemon does not listen; it resumes in the run after one has closed.
      var closings: Int
      repeat {
        closings = context.connections.closings
        MHD_run(daemon)
      } while context.connections.closings != closings
      halfCloseMonitor.resignal(excluding: suspended)
      timeout = daemonTimeout
      stalls.record(isReady: timeout == 0, callbacks: context.callbackCount)
      stalls.examine(closeStalledUploads)
    }
  }

  /// The time until libmicrohttpd must run even without an event, in milliseconds; nil for no limit.
  var daemonTimeout: CInt? {
    var milliseconds: CUnsignedLongLong = 0
    return MHD_get_timeout(daemon, &milliseconds) == .YES ? CInt(clamping: milliseconds) : nil
  }

  /// The time until something must be done even without an event, in milliseconds; -1 for no limit.
  private func pollTimeout(_ daemon: CInt?) -> CInt {
    guard let suspended = context.suspended.pollTimeout else { return daemon ?? -1 }
    return min(suspended, daemon ?? suspended)
  }
}
