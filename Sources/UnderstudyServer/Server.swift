import Glibc
import Synchronization
import UnderstudyHTTP

/// An HTTP/1.1 server: reads requests, asks `answer` for each, and sends what it returns, now or later.
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
    /// How many connections are served at once, those that wait for an answer included; further ones wait to be
    /// accepted. There may be fewer: each is a descriptor, of which the process may have only so many.
    package var connectionLimit: Int

    /// Creates a configuration.
    package init(
      host: String = "127.0.0.1", port: UInt16 = 4010, threads: Int = 1,
      maximumBodyBytes: Int = 1_048_576, inactivityTimeout: Int = 60, connectionLimit: Int = 10_000
    ) {
      self.host = host
      self.port = port
      self.threads = threads
      self.maximumBodyBytes = maximumBodyBytes
      self.inactivityTimeout = inactivityTimeout
      self.connectionLimit = connectionLimit
    }
  }

  /// The port the server listens on: never 0.
  package let port: UInt16
  private let connections = Connections()
  private let memory = SpareMemory()
  /// The threads and what they run; nil once stopped.
  private let running: Mutex<[(listening: ListeningSocket, loop: Loop, thread: pthread_t)]?>

  /// Starts to listen; requests are answered from now on.
  ///
  /// - Parameters:
  ///   - rest: called on each thread when it has answered what was ready, for what need not hold up answers.
  /// - Throws: `ListenError` when the address is unknown, in use or forbidden.
  package init(
    configuration: Configuration, rest: @escaping @Sendable () -> Void = {},
    answer: @escaping @Sendable (Request) -> Reply
  ) throws(ListenError) {
    let first = try ListeningSocket(host: configuration.host, port: configuration.port)
    port = first.port
    let limit = DescriptorLimit.connections(upTo: max(1, configuration.connectionLimit))
    let threads = min(limit, max(1, configuration.threads))
    var running: [(listening: ListeningSocket, loop: Loop, thread: pthread_t)] = []
    for index in 0..<threads {
      let service = Service(
        connections: connections, maximumBodyBytes: max(0, configuration.maximumBodyBytes), answer: answer,
        rest: rest)
      guard let service, let listening = index == 0 ? first : ListeningSocket(beside: first) else { break }
      let loop = Loop(
        listening: listening.descriptor, limit: UInt32(clamping: limit / threads),
        configuration: configuration, service: service)
      guard let loop, let thread = loop.start() else { break }
      running.append((listening, loop, thread))
    }
    self.running = Mutex(running)
    guard running.count == threads else {
      throw ListenError(host: configuration.host, port: configuration.port)
    }
  }

  /// Returns memory that nobody needs to the system, after many connections have been closed; to be called now and
  /// then, on any thread.
  package func giveBackMemory() { memory.giveBack(after: connections.closings) }

  /// Stops to listen, closes every connection and waits for the threads to end.
  ///
  /// Answers that are not sent yet are lost, and no `DeferredResponse` comes to its end. May be called again, without effect. Must not be called from
  /// within `answer`: the thread would wait for its own end.
  package func stop() {
    running.withLock { running in
      guard let threads = running else { return }
      for thread in threads {
        // Closing alone would not do: a process that is just being forked holds the socket too.
        shutdown(thread.listening.descriptor, CInt(SHUT_RDWR))
        close(thread.listening.descriptor)
      }
      for thread in threads { thread.loop.endWaits() }
      connections.closeAll()
      for thread in threads { thread.loop.signalEnd() }
      for thread in threads { pthread_join(thread.thread, nil) }
      running = nil
    }
  }

  deinit { stop() }
}
