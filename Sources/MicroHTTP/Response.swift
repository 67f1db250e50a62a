import HTTPTypes

/// The answer to one request.
package struct Response: Sendable {
  /// The status code, 200 to 999. Any other number is sent as 500: HTTP has no final status like it.
  package var status: Int
  /// The header fields, sent in this order.
  ///
  /// `Content-Length`, `Date` and `Connection: close` are added where HTTP wants them. A field with an
  /// empty value, and a `Content-Length` given here, are not sent: libmicrohttpd takes neither.
  package var fields: HTTPFields
  /// The body; not sent for `HEAD`, 204 and 304.
  package var body: [UInt8]

  /// Creates an answer, by default one without fields and with an empty body.
  package init(status: Int, fields: HTTPFields = [:], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}
