import CMicroHTTPD
import Synchronization

/// An HTTP/1.1 server: reads requests, asks `answer` for each, and sends what it returns.
///
/// It runs on threads of its own from `init` until `stop()`. `answer` is called on them, on several at
/// once, and a call that takes long holds up the other connections of its thread.
package final class Server: Sendable {
  /// Where to listen, and the bounds on what clients may take.
  package struct Configuration: Sendable {
    /// An address or a name: `127.0.0.1`, `0.0.0.0`, `::1`, `::` (which includes IPv4), `localhost`.
    package var host: String
    /// The TCP port; 0 for any that is free.
    package var port: UInt16
    /// How many threads serve connections, at least 1.
    package var threads: Int
    /// The longest body that is kept, in bytes.
    package var maximumBodyBytes: Int
    /// After how many seconds a connection without traffic is closed; 0 for never.
    package var inactivityTimeout: Int
    /// How many connections are served at once; further ones wait to be accepted.
    package var connectionLimit: Int

    /// Creates a configuration.
    package init(
      host: String = "127.0.0.1", port: UInt16 = 4010, threads: Int = 2,
      maximumBodyBytes: Int = 1_048_576, inactivityTimeout: Int = 60, connectionLimit: Int = 1000
    ) {
      self.host = host
      self.port = port
      self.threads = threads
      self.maximumBodyBytes = maximumBodyBytes
      self.inactivityTimeout = inactivityTimeout
      self.connectionLimit = connectionLimit
    }
  }

  /// The most a connection may hold in request line, header fields and buffers, in bytes.
  private static let connectionMemory = 32_768

  /// The port the server listens on: never 0.
  package let port: UInt16
  private let service: Service
  // MHD_Daemon has its own locks; MHD_stop_daemon, which frees it, is called once, under `isRunning`.
  private nonisolated(unsafe) let daemon: OpaquePointer
  private let isRunning = Mutex(true)

  /// Starts to listen; requests are answered from now on.
  ///
  /// - Throws: `ListenError` when the address is unknown, in use or forbidden.
  package init(
    configuration: Configuration, answer: @escaping @Sendable (Request) -> Response
  ) throws(ListenError) {
    let listening = try ListeningSocket(host: configuration.host, port: configuration.port)
    let connections = UInt32(clamping: max(1, configuration.connectionLimit))
    let service = Service(maximumBodyBytes: max(0, configuration.maximumBodyBytes), answer: answer)
    // The threads never outlive `stop()`, and `service` lives until then: it needs no retaining.
    let daemon = microhttp_start_daemon(
      listening.descriptor, min(connections, UInt32(clamping: max(1, configuration.threads))), connections,
      Self.connectionMemory, UInt32(clamping: max(0, configuration.inactivityTimeout)),
      handleRequest, beginRequest, completeRequest, notifyConnection,
      Unmanaged.passUnretained(service).toOpaque())
    guard let daemon else {
      // The socket is not closed here: where libmicrohttpd fails late, it has closed it already.
      throw ListenError(host: configuration.host, port: configuration.port)
    }
    self.port = listening.port
    self.service = service
    self.daemon = daemon
  }

  /// Stops to listen, closes every connection and waits for the threads to end.
  ///
  /// Answers that are not sent yet are lost. May be called again, without effect. Must not be called from
  /// within `answer`: the thread would wait for its own end.
  package func stop() {
    isRunning.withLock { isRunning in
      guard isRunning else { return }
      service.connections.closeAll()
      MHD_stop_daemon(daemon)
      isRunning = false
    }
  }

  deinit { stop() }
}
