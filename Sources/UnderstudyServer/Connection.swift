import CMicroHTTPD

/// A connection of libmicrohttpd's, as something that threads may hand to each other.
///
/// libmicrohttpd frees no connection that is suspended, and only such are told anything from another thread.
struct Connection: Sendable, Equatable {
  nonisolated(unsafe) let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  /// The socket; to be asked for only on the thread that serves the connection.
  var descriptor: CInt { microhttp_descriptor(pointer) }
}
