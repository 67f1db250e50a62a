import Synchronization
import UnderstudyPlatform

/// Accepts connections, and waits for their first bytes to tell what they speak. Used by the loop only.
struct Acceptor {
  /// A connection that is served by nothing yet.
  private struct Opening {
    let socket: ConnectedSocket
    /// Whether the client has got this server for the host that it asked a proxy for.
    let isProxied: Bool
  }

  /// The longest pause after the system had no descriptor for a connection. Others may have ended by then.
  private static let pause = Duration.milliseconds(100)
  /// How many connections of one socket are accepted before others are served.
  private static let atOnce = 64

  private let listening: [ListeningSocket]
  private let context: LoopContext
  private let plain: Daemon
  /// Nil without TLS.
  private let tls: Daemon?
  private let proxy: Proxy
  private let limit: Int
  /// How long a client may take for its first bytes.
  private let inactivityLimit: Duration
  private var opening = DeadlineQueue<Opening>()
  /// Those that had sent nothing when they were accepted, and are looked at once more before the loop waits. Most have sent
  /// their request by then, and need not be watched: that saves three system calls of some twenty that a connection takes.
  private var fresh: [Opening] = []
  private var isListening = false
  private var resumption = ContinuousClock.now

  init(
    _ listening: [ListeningSocket], _ context: LoopContext, plain: Daemon, tls: Daemon?, _ proxy: Proxy, limit: Int,
    inactivityLimit: Duration
  ) {
    self.listening = listening
    self.context = context
    self.plain = plain
    self.tls = tls
    self.proxy = proxy
    self.limit = limit
    self.inactivityLimit = inactivityLimit
    prepare()
  }

  /// Handles what was reported of sockets that listen, and of connections that are served by nothing yet.
  mutating func readEvents() {
    for descriptor in context.arrivals.take() {
      if let socket = listening.first(where: { $0.descriptor == descriptor }) {
        accept(from: socket)
      } else if let connection = opening[descriptor] {
        examine(connection, connection.socket.firstBytes)
      } else {
        context.handshakes.proceed(ConnectedSocket(descriptor: descriptor), context.suspended)
      }
    }
  }

  /// Looks at the connections that had sent nothing when they were accepted.
  mutating func examineFresh() {
    guard !fresh.isEmpty else { return }
    let connections = fresh
    fresh = []
    for connection in connections { examine(connection, connection.socket.firstBytes) }
  }

  /// Closes connections that have sent too little for too long, and listens again if there is room. Called before waiting.
  mutating func prepare() {
    while !opening.isEmpty, let overdue = opening.removeFirst(dueAt: .now) {
      overdue.socket.discardInput()
      close(overdue.socket)
    }
    guard !isListening, context.connections.count < limit, resumption <= .now else { return }
    isListening = true
    for socket in listening { context.arrivals.add(socket.descriptor, for: .pendingInput) }
  }

  /// When `prepare` must be called even without an event.
  mutating func nextDeadline() -> ContinuousClock.Instant? {
    let next = opening.nextDeadline()
    guard !isListening, context.connections.count < limit else { return next }
    return min(next ?? resumption, resumption)
  }

  private mutating func accept(from listening: ListeningSocket) {
    for _ in 0..<Self.atOnce {
      guard context.connections.count < limit else { return stopListening() }
      switch listening.accept() {
      case .accepted(let socket):
        context.connections.opened(socket)
        let connection = Opening(socket: socket, isProxied: false)
        let found = socket.firstBytes
        if case .nothing = found { fresh.append(connection) } else { examine(connection, found) }
      case .none: return
      case .ended: return context.arrivals.remove(listening.descriptor)
      case .shortage:
        resumption = .now.advanced(by: Self.pause)
        return stopListening()
      }
    }
  }

  /// The system keeps further connections waiting.
  private mutating func stopListening() {
    isListening = false
    for socket in listening { context.arrivals.remove(socket.descriptor) }
  }

  /// Hands a connection to what serves it, by its first bytes.
  /// - Parameter found: nil at the end of what the client sends.
  private mutating func examine(_ connection: Opening, _ found: FirstBytes?) {
    let (socket, isProxied) = (connection.socket, connection.isProxied)
    switch found {
    case .nothing: keep(connection)
    // The client may have ended, which the bytes hide.
    case .undecided: if socket.isEndedByPeer { close(socket) } else { keep(connection) }
    case .tls:
      guard let tls else { return refuse(socket, .tlsOnPlainPort, with: Self.handshakeFailure) }
      handOver(socket, to: tls)
    case .connect where isProxied: refuse(socket, .lateConnect)
    case .connect: connect(connection)
    case .other: handOver(socket, to: plain)
    case nil: close(socket)
    }
  }

  /// A fatal alert of TLS 1.2, which a client understands before a version is agreed: `handshake_failure`.
  private static let handshakeFailure: [UInt8] = [0x15, 0x03, 0x03, 0, 2, 2, 40]

  /// Waits for more bytes.
  private mutating func keep(_ connection: Opening) {
    let descriptor = connection.socket.descriptor
    guard opening[descriptor] == nil else { return }
    opening.insert(connection, for: descriptor, until: .now.advanced(by: inactivityLimit))
    context.arrivals.add(descriptor, for: .input)
  }

  /// Answers a CONNECT, once all of it has arrived.
  private mutating func connect(_ connection: Opening) {
    let socket = connection.socket
    let request: ConnectRequest?
    do throws(ProtocolError) {
      request = try socket.connectRequest()
    } catch {
      return refuse(socket, error)
    }
    guard let request else { return socket.isEndedByPeer ? close(socket) : keep(connection) }
    switch proxy.decision(on: request) {
    case .refused(let error): refuse(socket, error)
    case .tunnelled:
      socket.discard(request.size)
      forget(socket)
      // Tunnels are counted by themselves.
      context.connections.closed(socket)
      context.tunnels.open(socket, request)
    case .taken:
      socket.discard(request.size)
      socket.sendAtOnce(ConnectRequest.acceptance)
      forget(socket)
      examine(Opening(socket: socket, isProxied: true), socket.firstBytes)
    }
  }

  private mutating func handOver(_ socket: ConnectedSocket, to daemon: Daemon) {
    forget(socket)
    daemon.add(socket)
  }

  private mutating func forget(_ socket: ConnectedSocket) {
    guard opening[socket.descriptor] != nil else { return }
    opening[socket.descriptor] = nil
    context.arrivals.remove(socket.descriptor)
  }

  /// - Parameter message: what is sent instead of a response of HTTP.
  private mutating func refuse(_ socket: ConnectedSocket, _ error: ProtocolError, with message: [UInt8]? = nil) {
    socket.sendAtOnce(message ?? error.response())
    socket.discardInput()
    context.onProtocolError(error)
    close(socket)
  }

  private mutating func close(_ socket: ConnectedSocket) {
    forget(socket)
    context.connections.closed(socket)
    socket.close()
  }
}

extension ConnectedSocket {
  /// What the bytes that have arrived are the beginning of, without reading them; nil at the end of what the client sends.
  fileprivate var firstBytes: FirstBytes? {
    withUnsafeTemporaryAllocation(byteCount: 8, alignment: 1) { buffer in
      guard let count = peek(into: buffer) else { return .nothing }
      return count == 0 ? nil : FirstBytes(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Looks at a CONNECT that has arrived, without reading it.
  fileprivate func connectRequest() throws(ProtocolError) -> ConnectRequest? {
    let bytes = [UInt8](unsafeUninitializedCapacity: RequestHead.maximumSize) { buffer, count in
      count = peek(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
    }
    let result = bytes.withUnsafeBytes { bytes in Result { () throws(ProtocolError) in try ConnectRequest(bytes) } }
    return try result.get()
  }
}

extension ConnectRequest {
  static let acceptance = Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8)
}
