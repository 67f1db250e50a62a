import CMicroHTTPD
import UnderstudyPlatform

/// One of libmicrohttpd's daemons, for connections with or without TLS. It has neither a thread nor a socket to listen on.
final class Daemon: Sendable {
  // libmicrohttpd locks what several threads may use; the daemon is freed when the thread that runs it has ended.
  nonisolated(unsafe) let pointer: OpaquePointer
  let context: LoopContext
  /// How long the loop waits for an event if libmicrohttpd is ready without a callback again and again, in milliseconds.
  ///
  /// With TLS it is so while it sends a large response, 16 KiB in each run: 100 ms would be 160 KiB a second.
  let pauseOfStalled: CInt

  /// What a daemon's connections speak.
  enum Kind { case plain, tls }

  init(_ kind: Kind, _ configuration: Server.Configuration, _ context: LoopContext) throws(SystemError) {
    let daemon = microhttp_start_daemon(
      .max, RequestHead.connectionMemory, UInt32(clamping: configuration.inactivityTimeout), handleRequest,
      beginRequest, completeRequest, notifyConnection, logMessage, kind == .tls ? retrieveCertificate : nil,
      Unmanaged.passUnretained(context).toOpaque())
    guard let daemon else { throw .last }
    pointer = daemon
    pauseOfStalled = kind == .tls ? 1 : 100
    self.context = context
  }

  deinit { MHD_stop_daemon(pointer) }

  /// Readable if there is something to do.
  var descriptor: CInt { microhttp_epoll_descriptor(pointer) }

  /// Hands over a connection, which is closed from now on when it has ended, or at once if it cannot be served.
  func add(_ socket: ConnectedSocket) {
    // What the peer's address is does not matter here, but there must be one.
    var address = sockaddr()
    MHD_add_connection(pointer, socket.descriptor, &address, socklen_t(MemoryLayout<sockaddr>.size))
    context.connections.forgetUnattached(socket)
  }

  /// Does what there is to do. It never waits.
  func run() { MHD_run(pointer) }

  /// The time until it must run even without an event, in milliseconds; nil for no limit.
  var timeout: CInt? {
    var milliseconds: CUnsignedLongLong = 0
    return MHD_get_timeout(pointer, &milliseconds) == .YES ? CInt(clamping: milliseconds) : nil
  }
}
