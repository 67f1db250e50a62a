import CMicroHTTPD
import Synchronization
import UnderstudyHTTP
import UnderstudyPlatform

// What libmicrohttpd calls, on the loop's thread.

/// What the callbacks work with.
final class LoopContext: Sendable {
  let connections = OpenConnections()
  let uploads = ChunkedUploads()
  let suspended: SuspendedConnections
  let halfCloseMonitor: HalfCloseMonitor
  /// Reports new connections, and what arrives on those that are not served yet.
  let arrivals: SocketPoll
  let handshakes: Handshakes
  /// Nil without TLS.
  let credentials: TLSCredentials?
  let tunnels: Tunnels
  let maximumBodyBytes: Int
  /// Called if nothing is left to answer.
  let onIdle: @Sendable () -> Void
  /// Called with the record number of a request whose client has left.
  let onDeparture: @Sendable (UInt64) -> Void
  /// Called for each request that is not passed to `answer`.
  let onProtocolError: @Sendable (ProtocolError) -> Void
  let answer: @Sendable (Request) -> Reply

  init(
    _ configuration: Server.Configuration, onIdle: @escaping @Sendable () -> Void,
    onDeparture: @escaping @Sendable (UInt64) -> Void, onProtocolError: @escaping @Sendable (ProtocolError) -> Void,
    answer: @escaping @Sendable (Request) -> Reply
  ) throws(SystemError) {
    suspended = try SuspendedConnections()
    halfCloseMonitor = try HalfCloseMonitor()
    arrivals = try SocketPoll()
    handshakes = Handshakes(arrivals, limit: configuration.inactivityLimit)
    credentials = configuration.certificates.map(TLSCredentials.init)
    tunnels = Tunnels(onProtocolError: onProtocolError)
    maximumBodyBytes = max(0, configuration.maximumBodyBytes)
    self.onIdle = onIdle
    self.onDeparture = onDeparture
    self.onProtocolError = onProtocolError
    self.answer = answer
  }

  /// How often libmicrohttpd has called for a request so far. Only the loop's thread changes it.
  var callbackCount: Int { callbacks.load(ordering: .relaxed) }
  private let callbacks = Atomic<Int>(0)

  func countCallback() { callbacks.store(callbackCount &+ 1, ordering: .relaxed) }

  /// Sends the response to a refused request and reports the error. The connection has to be closed.
  func refuse(_ error: ProtocolError, on connection: Connection, method: String = "") {
    connection.send(error, to: method)
    onProtocolError(error)
  }
}

/// Called when the request line has been read. What it returns becomes the `state` of the calls below until the request
/// is complete. Only this call has the target as sent: `handleRequest` gets it decoded and cut at `?`.
func beginRequest(
  context: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>?, connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let context, let target, let connection else { return nil }
  let loop = Unmanaged<LoopContext>.fromOpaque(context).takeUnretainedValue()
  let request = PendingRequest(
    target: SentTarget(UnsafeMutablePointer(mutating: target)),
    on: Connection(connection, suspended: loop.suspended), context: loop)
  SentTarget.hideCookies(on: connection)
  microhttp_set_context(connection, context)  // It has had a request.
  return Unmanaged.passRetained(request).toOpaque()
}

/// Called when the header has been read, then for each piece of the body, then at the end of the body. `.NO` closes the
/// connection.
func handleRequest(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, path: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
  uploadSize: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let path, let method, let version, let uploadSize, let state = state?.pointee else { return .NO }
  let piece = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
  uploadSize.pointee = 0  // All of the piece is taken.
  let request = Unmanaged<PendingRequest>.fromOpaque(state).takeUnretainedValue()
  request.context.countCallback()
  return request.proceed(with: piece, RequestLine(method: method, target: path, version: version))
}

/// Called once for every `beginRequest`, however the request ends: answered, malformed or cut off.
func completeRequest(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
  guard let request = state?.pointee else { return }
  state?.pointee = nil
  let ended = Unmanaged<PendingRequest>.fromOpaque(request).takeRetainedValue()
  ended.context.countCallback()
  ended.end(reason)
}

/// Called when a connection has been handed over, and again just before its descriptor is closed.
func notifyConnection(
  pointer: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, event: MHD_ConnectionNotificationCode
) {
  guard let pointer, let connection else { return }
  let context = Unmanaged<LoopContext>.fromOpaque(pointer).takeUnretainedValue()
  let client = Connection(connection, suspended: context.suspended)
  switch event {
  case .CONNECTION_NOTIFY_STARTED:
    context.connections.attach(client)
    context.halfCloseMonitor.opened(client.socket)
    if let session = TLSSession(of: connection) {
      session.begin(in: context)
      context.handshakes.began(client)
    }
  case .CONNECTION_NOTIFY_CLOSED:
    // libmicrohttpd closes a connection without a word if the first line has no space, as that of TLS.
    let isHandshake = context.handshakes.ended(client.socket)
    if state?.pointee == nil, !isHandshake, client.isClosedUnanswered { context.onProtocolError(.noRequestLine) }
    context.connections.closed(client.socket)
    context.halfCloseMonitor.closed(client.socket)
    // Also if libmicrohttpd has not said that the request is over, as after a failure of epoll.
    context.uploads.remove(client)
  }
}

/// Called with each log message of libmicrohttpd, also just before it makes a response of its own.
func logMessage(context: UnsafeMutableRawPointer?, format: UnsafePointer<CChar>?, arguments: CVaListPointer?) {
  guard let context, let format, let arguments else { return }
  let loop = Unmanaged<LoopContext>.fromOpaque(context).takeUnretainedValue()
  if microhttp_is_failed_handshake(format) != 0 { return loop.reportFailedHandshake() }
  let status = microhttp_refused_status(format, arguments)
  guard status > 0 else { return }
  guard status == 400 || status == 413, let connection = loop.connections.first(where: \.hasInvalidLength) else {
    return loop.onProtocolError(ProtocolError(libmicrohttpd: status))
  }
  // If `Content-Length` is invalid, libmicrohttpd sends its response twice (0.9.75). Now it cannot send any more.
  loop.refuse(status == 400 ? .contentLength : .contentLengthTooLarge, on: connection)
  connection.socket.shutDown()
}

extension LoopContext {
  /// Reports why a handshake has failed. libmicrohttpd does not tell whose that was, but a client mostly says why, and mostly
  /// there is one.
  fileprivate func reportFailedHandshake() {
    let sessions = handshakes.active.compactMap { TLSSession(of: $0.pointer) }
    let isOnlyOne = sessions.count == 1 && !handshakes.isAnyLeaving
    let session = sessions.first { $0.receivedAlert != nil } ?? (isOnlyOne ? sessions.first : nil)
    session?.sendHandshakeFailure()
    onProtocolError(.handshake(session) { credentials?.covers($0) ?? false })
  }
}
