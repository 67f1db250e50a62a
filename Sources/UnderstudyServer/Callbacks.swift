import CMicroHTTPD
import Glibc

// What libmicrohttpd calls, on the threads of the loops. The calls for one connection never overlap, so an
// `PendingRequest` belongs to one thread at a time without being locked.

/// Called with the target when the request line has been read. What it returns becomes the `state` of
/// the calls below until the request is complete.
///
/// This is the only place that has the target as sent: `handleRequest` gets it decoded and cut at `?`.
func beginRequest(
  service: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>?, connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let service, let target else { return nil }
  let exchange = PendingRequest(
    target: String(cString: target), service: Unmanaged<Service>.fromOpaque(service).takeUnretainedValue())
  // Next libmicrohttpd would split the query into arguments, of which we have no use. When there are more
  // than fit its memory, it forgets about the request and the client waits for ever. So it gets none.
  strchr(target, CInt(UInt8(ascii: "?")))?[1] = 0
  return Unmanaged.passRetained(exchange).toOpaque()
}

/// Called when the header has been read, then for each piece of the body, then at the end of the body.
/// `.NO` drops the connection.
func handleRequest(
  service: UnsafeMutableRawPointer?, connection: OpaquePointer?, path: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
  uploadSize: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let connection, let method, let uploadSize, let state = state?.pointee else { return .NO }
  let piece = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
  uploadSize.pointee = 0  // All of the piece is taken.
  return Unmanaged<PendingRequest>.fromOpaque(state).takeUnretainedValue()
    .proceed(with: piece, method: method, on: connection)
}

/// Called once for every `beginRequest`, however the request ends: answered, malformed or cut off.
func completeRequest(
  service: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
  guard let exchange = state?.pointee else { return }
  state?.pointee = nil
  Unmanaged<PendingRequest>.fromOpaque(exchange).takeRetainedValue().end()
}

/// Called when a connection has been accepted, and again just before its descriptor is closed.
func notifyConnection(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  socket: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, event: MHD_ConnectionNotificationCode
) {
  guard let context, let connection else { return }
  let service = Unmanaged<Service>.fromOpaque(context).takeUnretainedValue()
  let descriptor = microhttp_descriptor(connection)
  switch event {
  case .CONNECTION_NOTIFY_STARTED:
    service.connections.opened(descriptor)
    service.halfCloseMonitor.opened(descriptor)
  case .CONNECTION_NOTIFY_CLOSED:
    service.connections.closed(descriptor)
    service.halfCloseMonitor.closed(descriptor)
  }
}
