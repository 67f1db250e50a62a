import CMicroHTTPD
import Glibc

/// One thread, and the libmicrohttpd daemon that it runs.
///
/// libmicrohttpd could bring threads of its own. But when exactly as many events were ready as it fetches at once,
/// 128, it waits for further ones before it handles any: with 128 clients that all await an answer, it sleeps until
/// a connection times out (0.9.75). Run by us it never waits: we do.
final class Loop: Sendable {
  // libmicrohttpd locks what several threads may touch; the daemon is freed when its thread has ended.
  private nonisolated(unsafe) let daemon: OpaquePointer
  private let connections: Connections
  /// Readable when the daemon has something to do.
  private let events: CInt
  /// Two sockets that nothing is written to: one becomes readable when the other is shut down.
  private let end: (reading: CInt, writing: CInt)

  /// - Parameters:
  ///   - listening: the daemon gets a duplicate, which it closes when it stops.
  ///   - service: must outlive the loop.
  init?(listening: CInt, limit: UInt32, configuration: Server.Configuration, service: Service) {
    var pair: [CInt] = [-1, -1]
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &pair) == 0 else { return nil }
    let duplicate = fcntl(listening, F_DUPFD_CLOEXEC, 0)
    let daemon = microhttp_start_daemon(
      duplicate, limit, Self.connectionMemory, UInt32(clamping: max(0, configuration.inactivityTimeout)),
      handleRequest, beginRequest, completeRequest, notifyConnection,
      Unmanaged.passUnretained(service).toOpaque())
    guard let daemon else {
      // The duplicate is not closed here: where libmicrohttpd fails late, it has closed it already.
      pair.forEach { close($0) }
      return nil
    }
    self.daemon = daemon
    self.connections = service.connections
    end = (pair[0], pair[1])
    events = microhttp_epoll_descriptor(daemon)
  }

  deinit {
    MHD_stop_daemon(daemon)
    close(end.reading)
  }

  /// The most a connection may hold in request line, header fields and buffers, in bytes.
  private static let connectionMemory = 32_768

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
      signalEnd()
      return nil
    }
    return thread
  }

  /// Makes the thread end soon. To be called once.
  func signalEnd() {
    // As with listening sockets, closing alone would not do while a process is being forked.
    shutdown(end.writing, CInt(SHUT_RDWR))
    close(end.writing)
  }

  private func run() {
    var descriptors = [events, end.reading].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while true {
      poll(&descriptors, nfds_t(descriptors.count), patience)
      if descriptors[1].revents != 0 { return }
      // At its limit of connections the daemon does not listen; it resumes in the run after one has closed.
      var closings: Int
      repeat {
        closings = connections.closings
        MHD_run(daemon)
      } while connections.closings != closings
    }
  }

  /// How long there is nothing to do unless something arrives, in milliseconds; -1 for ever.
  private var patience: CInt {
    var milliseconds: CUnsignedLongLong = 0
    return MHD_get_timeout(daemon, &milliseconds) == .YES ? CInt(clamping: milliseconds) : -1
  }
}
