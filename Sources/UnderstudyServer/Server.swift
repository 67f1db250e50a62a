import Synchronization
import UnderstudyCertificates
import UnderstudyHTTP
import UnderstudyPlatform

/// An HTTP/1.1 server: reads requests, calls `answer` for each, and sends what it returns, now or later. It runs on one
/// thread of its own from `init` until `stop()`. `answer` is called on it: a call that takes long delays all others.
package final class Server: Sendable {
  /// Where to listen, and the limits on what clients may use.
  package struct Configuration: Sendable {
    /// An address or a name: `127.0.0.1`, `0.0.0.0`, `::1`, `::` (which includes IPv4), `localhost`.
    package var host: String
    /// The TCP port; 0 for any that is free.
    package var port: UInt16
    /// Further ports, on the same address.
    package var additionalPorts: [UInt16] = []
    /// With certificates, each port speaks TLS as well, and takes CONNECT for the names that there are certificates for.
    package var certificates: ServerCertificates?
    package var otherHosts = ProxyPolicy.refused
    /// The longest body that is kept, in bytes.
    package var maximumBodyBytes: Int
    /// After how many seconds a connection without traffic is closed; 0 for never.
    package var inactivityTimeout: Int
    /// How many connections are served at once, suspended ones included; further ones wait to be accepted. Each needs
    /// a descriptor, so the limit of the process may lower this number.
    package var connectionLimit: Int

    package init(
      host: String = "127.0.0.1", port: UInt16 = 4010, maximumBodyBytes: Int = 1_048_576,
      inactivityTimeout: Int = 60, connectionLimit: Int = 10_000
    ) {
      self.host = host
      self.port = port
      self.maximumBodyBytes = maximumBodyBytes
      self.inactivityTimeout = inactivityTimeout
      self.connectionLimit = connectionLimit
    }

    /// How long a client may take for its first bytes, or for its TLS handshake.
    var inactivityLimit: Duration { inactivityTimeout > 0 ? .seconds(inactivityTimeout) : .century }
  }

  /// Never 0.
  package let port: UInt16
  /// The number of connections that are served at the same time. It is lower than the configured one if the process may
  /// not open as many descriptors.
  package let connectionLimit: Int
  private let context: LoopContext
  /// How many connections had been closed when memory was last returned: for the first time soon after the start,
  /// which itself took some.
  private let trimmedClosings = Atomic(-256)
  /// Nil once stopped.
  private let running: Mutex<Running?>

  private struct Running {
    let listening: [ListeningSocket]
    let loop: EventLoop
    let thread: JoinableThread
  }

  /// Starts to listen; requests are answered from now on.
  /// - Parameter onIdle: called on the server's thread if nothing is left to answer, for work that must not delay
  ///   responses.
  /// - Parameter onDeparture: called on the server's thread with the record number of a request if its client leaves before
  ///   it has the whole response; possibly more than once. A client that ends its side of the connection while it waits for
  ///   a deferred response counts as one that leaves.
  /// - Parameter onProtocolError: called on the server's thread for each request that is refused before it can be passed to `answer`,
  ///   because it is malformed or too large.
  /// - Throws: one sentence, such as `cannot listen on 127.0.0.1:4010: Address already in use`, if the address is unknown,
  ///   in use or forbidden, or the system has no descriptor or thread left.
  package init(
    configuration: Configuration, onIdle: @escaping @Sendable () -> Void = {},
    onDeparture: @escaping @Sendable (UInt64) -> Void = { _ in },
    onProtocolError: @escaping @Sendable (ProtocolError) -> Void = { _ in },
    answer: @escaping @Sendable (Request) -> Reply
  ) throws(SystemError) {
    let first = try configuration.listen(on: configuration.port)
    port = first.port
    var listening = [first]
    for port in configuration.additionalPorts { listening.append(try configuration.listen(on: port)) }
    do throws(SystemError) {
      context = try LoopContext(
        configuration, onIdle: onIdle, onDeparture: onDeparture, onProtocolError: onProtocolError, answer: answer)
      let loop = try EventLoop(listening, configuration, context)
      connectionLimit = loop.connectionLimit
      running = Mutex(Running(listening: listening, loop: loop, thread: try JoinableThread { loop.run() }))
    } catch {
      throw configuration.failure(error, port: configuration.port)
    }
  }

  /// Returns freed memory to the system, after many connections have been closed. Called now and then, on any thread. A
  /// connection takes 32 KiB, which malloc keeps because longer-lived memory stands between.
  package func giveBackMemory() {
    let closings = context.connections.closings
    guard closings - trimmedClosings.load(ordering: .relaxed) >= 256 else { return }
    trimmedClosings.store(closings, ordering: .relaxed)
    ProcessMemory.trim()
  }

  /// Stops to listen, closes every connection and waits for the thread to end. Responses that are not sent yet are lost,
  /// deferred ones included. Further calls have no effect. Must not be called from within `answer`: the thread would wait
  /// for its own end.
  package func stop() {
    running.withLock { running in
      guard let current = running else { return }
      current.listening.forEach { $0.stop() }
      context.tunnels.close()
      // Suspended connections are resumed, and then closed without a response.
      context.suspended.close()
      context.connections.closeAll()
      current.loop.signalEnd()
      current.thread.join()
      running = nil
    }
  }

  deinit { stop() }
}

extension Server.Configuration {
  fileprivate func listen(on port: UInt16) throws(SystemError) -> ListeningSocket {
    do throws(SystemError) {
      return try ListeningSocket(host: host, port: port)
    } catch {
      throw failure(error, port: port)
    }
  }

  fileprivate func failure(_ error: SystemError, port: UInt16) -> SystemError {
    SystemError(description: "cannot listen on \(HostName.inURL(host)):\(port): \(error)", code: error.code)
  }
}
