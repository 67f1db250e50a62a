import CMicroHTTPD
import Glibc
import Synchronization

/// One thread, and the libmicrohttpd daemon that it runs.
///
/// libmicrohttpd could bring threads of its own. But when exactly as many events were ready as it fetches at once,
/// 128, it waits for further ones before it handles any: with 128 clients that all await an answer, it sleeps until
/// a connection times out (0.9.75). Run by us it never waits: we do.
final class Loop: Sendable {
  // libmicrohttpd locks what several threads may touch; the daemon is freed when its thread has ended.
  private nonisolated(unsafe) let daemon: OpaquePointer
  private let service: Service
  /// Readable when the daemon has something to do.
  private let events: CInt
  private let isEnding = Atomic<Bool>(false)

  /// - Parameter listening: the daemon gets a duplicate, which it closes when it stops.
  init?(listening: CInt, limit: UInt32, configuration: Server.Configuration, service: Service) {
    let duplicate = fcntl(listening, F_DUPFD_CLOEXEC, 0)
    let daemon = microhttp_start_daemon(
      duplicate, limit, Self.connectionMemory, UInt32(clamping: max(0, configuration.inactivityTimeout)),
      handleRequest, beginRequest, completeRequest, notifyConnection,
      Unmanaged.passUnretained(service).toOpaque())
    // The duplicate is not closed here: where libmicrohttpd fails late, it has closed it already.
    guard let daemon else { return nil }
    self.daemon = daemon
    self.service = service
    events = microhttp_epoll_descriptor(daemon)
  }

  deinit { MHD_stop_daemon(daemon) }

  /// The most a connection may hold in request line, header fields and buffers, in bytes.
  ///
  /// libmicrohttpd clears all of it for each request.
  private static let connectionMemory = 16_384

  /// Starts the thread. It keeps the loop alive until it ends.
  /// - Returns: nil where the system has no thread to give.
  func start() -> pthread_t? {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Loop>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      return nil
    }
    return thread
  }

  /// Ends all waits, without an answer.
  func endWaits() { service.room.close() }

  /// Makes the thread end soon.
  func signalEnd() {
    isEnding.store(true, ordering: .releasing)
    service.room.ring()
  }

  private func run() {
    var descriptors = [events, service.room.bell, service.halfCloseMonitor.descriptor]
      .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while true {
      // Only who would wait has time to rest.
      if poll(&descriptors, nfds_t(descriptors.count), 0) == 0 {
        service.rest()
        poll(&descriptors, nfds_t(descriptors.count), patience)
      }
      if descriptors[1].revents != 0 { service.room.silence() }
      if isEnding.load(ordering: .acquiring) { return service.rest() }
      if descriptors[2].revents != 0 { service.halfCloseMonitor.note() }
      service.room.resumeDue()
      // At its limit of connections the daemon does not listen; it resumes in the run after one has closed.
      var closings: Int
      repeat {
        closings = service.connections.closings
        MHD_run(daemon)
      } while service.connections.closings != closings
      service.halfCloseMonitor.tell(besides: service.room.descriptors)
    }
  }

  /// How long there is nothing to do unless something arrives, in milliseconds; -1 for ever.
  private var patience: CInt {
    var milliseconds: CUnsignedLongLong = 0
    let daemon = MHD_get_timeout(daemon, &milliseconds) == .YES ? CInt(clamping: milliseconds) : nil
    guard let room = service.room.patience else { return daemon ?? -1 }
    return min(room, daemon ?? room)
  }
}
