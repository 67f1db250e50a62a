/// The answer to one request.
package struct Response: Sendable {
  /// The status code, 200 to 999. Any other number is sent as 500: HTTP has no final status like it.
  package var status: Int
  /// Sent in this order. `Content-Length`, `Date` and `Connection: close` are added where HTTP wants them. A field with
  /// an empty value, and a `Content-Length` given here, are not sent: libmicrohttpd takes neither.
  package var fields: HeaderSection
  /// The body; not sent for `HEAD`, 204 and 304.
  package var body: [UInt8]
  package var delivery: Delivery
  /// The number of the request in the emulator's records, which is reported if the client leaves before it has all of the
  /// response; 0 if no record exists.
  package var recordNumber: UInt64 = 0

  package init(status: Int, fields: HeaderSection = [:], body: [UInt8] = [], delivery: Delivery = .plain) {
    self.status = status
    self.fields = fields
    self.body = body
    self.delivery = delivery
  }
}

/// How an answer gets to the client, or fails to.
package enum Delivery: Sendable, Equatable {
  /// As fast as the client takes it.
  case plain
  /// The body in this many chunks, one after each equal part of the duration; never more chunks than bytes. All chunks
  /// have the same size, only the last may be longer. A client of HTTP/1.0, which knows no chunks, gets the same pieces
  /// and then the end of the connection. An answer without a body is sent plainly.
  case dribble(chunks: Int, over: Duration)
  /// Not at all: the client gets to see this instead, and the connection is closed.
  case fault(ConnectionFault)
}

/// What can go wrong with a connection, as the client sees it.
package enum ConnectionFault: Sendable, Hashable, CaseIterable {
  /// A reset, without a byte of an answer.
  case connectionReset
  /// A clean end, but without a byte of an answer.
  case emptyResponse
  /// The header of an answer with status 200 in chunks, then what is no chunk, then the end.
  case malformedChunk
  /// Random bytes that are not HTTP, then the end.
  case randomData
}
