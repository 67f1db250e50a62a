import CMicroHTTPD
import UnderstudyHTTP
import UnderstudyPlatform

// What libmicrohttpd calls, on the loop's thread.

/// What the callbacks work with.
final class LoopContext: Sendable {
  let connections = OpenConnections()
  let suspended: SuspendedConnections
  let halfCloseMonitor: HalfCloseMonitor
  let maximumBodyBytes: Int
  /// Called if nothing is left to answer.
  let onIdle: @Sendable () -> Void
  /// Called with the record number of a request whose client has left.
  let onDeparture: @Sendable (UInt64) -> Void
  let answer: @Sendable (Request) -> Reply

  init(
    maximumBodyBytes: Int, onIdle: @escaping @Sendable () -> Void,
    onDeparture: @escaping @Sendable (UInt64) -> Void,
    answer: @escaping @Sendable (Request) -> Reply
  ) throws(SystemError) {
    suspended = try SuspendedConnections()
    halfCloseMonitor = try HalfCloseMonitor()
    self.maximumBodyBytes = maximumBodyBytes
    self.onIdle = onIdle
    self.onDeparture = onDeparture
    self.answer = answer
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
    target: String(cString: target), on: Connection(connection, suspended: loop.suspended), context: loop)
  // Next libmicrohttpd would split the query into arguments, which are not used here. If there are more than fit its
  // memory, it forgets the request and the client waits forever. So it gets none.
  var byte = UnsafeMutablePointer(mutating: target)
  while byte.pointee != 0, byte.pointee != CChar(UInt8(ascii: "?")) { byte += 1 }
  if byte.pointee != 0 { byte[1] = 0 }
  return Unmanaged.passRetained(request).toOpaque()
}

/// Called when the header has been read, then for each piece of the body, then at the end of the body. `.NO` closes the
/// connection.
func handleRequest(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, path: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
  uploadSize: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let method, let uploadSize, let state = state?.pointee else { return .NO }
  let piece = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
  uploadSize.pointee = 0  // All of the piece is taken.
  return Unmanaged<PendingRequest>.fromOpaque(state).takeUnretainedValue().proceed(with: piece, method: method)
}

/// Called once for every `beginRequest`, however the request ends: answered, malformed or cut off.
func completeRequest(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
  guard let request = state?.pointee else { return }
  state?.pointee = nil
  Unmanaged<PendingRequest>.fromOpaque(request).takeRetainedValue().end(reason)
}

/// Called when a connection has been accepted, and again just before its descriptor is closed.
func notifyConnection(
  pointer: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, event: MHD_ConnectionNotificationCode
) {
  guard let pointer, let connection else { return }
  let context = Unmanaged<LoopContext>.fromOpaque(pointer).takeUnretainedValue()
  let socket = ConnectedSocket(of: connection)
  switch event {
  case .CONNECTION_NOTIFY_STARTED:
    context.connections.opened(socket)
    context.halfCloseMonitor.opened(socket)
  case .CONNECTION_NOTIFY_CLOSED:
    context.connections.closed(socket)
    context.halfCloseMonitor.closed(socket)
  }
}
