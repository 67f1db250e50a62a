import CMicroHTTPD
import UnderstudyHTTP
import UnderstudyPlatform

/// Why a request was refused before it could be passed on. The connection is closed.
package struct ProtocolError: Error, Sendable {
  /// The status of the response; nil if the connection was closed without one.
  package let status: Int?
  /// A sentence with nothing of the request in it.
  package let reason: String

  private init(_ status: Int?, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  static let requestLine = ProtocolError(
    400,
    "The request line must be a method, a target and a version, each one space apart, without control characters.")
  static let headerLine = ProtocolError(400, "A header line must not be folded and must not contain NUL.")
  static let fieldName = ProtocolError(
    400, "The name of a header field must be a token, directly before its colon.")
  static let fieldValue = ProtocolError(400, "The value of a header field must not contain control characters.")
  static let host = ProtocolError(400, "The request must have exactly one Host header field.")
  static let contentLength = ProtocolError(400, "Content-Length must occur once, as a decimal number.")
  static let contentLengthTooLarge = ProtocolError(413, "Content-Length must be less than 18446744073709551616.")
  static let twoLengths = ProtocolError(400, "The length of the body is given in two ways.")
  static let transferCodingInOldVersion = ProtocolError(400, "Transfer-Encoding requires HTTP/1.1.")
  static let transferCoding = ProtocolError(501, "The only transfer coding understood is chunked.")
  static let targetTooLong = ProtocolError(
    414, "The request line must be shorter than \(RequestHead.maximumSize) bytes.")
  static let headTooLarge = ProtocolError(
    431, "The request line and the header fields must have at most \(RequestHead.maximumSize) bytes.")
  static let tooManyFields = ProtocolError(
    431, "The request has too many header fields, or they leave no memory for those of the response.")
  static let chunkLine = ProtocolError(400, "The size of a chunk, its extension or the trailer is too long.")
  static let noRequestLine = ProtocolError(nil, "What was sent is not a request line of HTTP, or came too slowly.")
  static let bodyTooLong = ProtocolError(nil, "The body was too large to be read to its end.")

  /// The reason of a response that libmicrohttpd makes itself.
  init(libmicrohttpd status: UInt32) {
    let reason =
      switch status {
      case 413: "A length is too large."
      case 414: Self.targetTooLong.reason
      case 431: Self.headTooLarge.reason
      case 505: "The version of HTTP must be 1.0 or 1.1."
      default: "The request line, a header line or a chunk is malformed."
      }
    self.init(Int(status), reason)
  }
}

extension Connection {
  /// Sends the response to a refused request past libmicrohttpd, as far as the socket takes it at once, and discards what
  /// has arrived, so that closing does not reset the connection.
  ///
  /// libmicrohttpd would need memory of the connection for it, all of which the head of the request may have taken.
  func send(_ error: ProtocolError, to method: String = "") {
    guard let status = error.status else { return }
    let body = "\(error.reason)\n"
    let phrase = MHD_get_reason_phrase_for(UInt32(status)).map(String.init(cString:)) ?? ""
    let head = [
      "HTTP/1.1 \(status) \(phrase)", "Date: \(HTTPDate.now)", "Connection: close",
      "Content-Type: text/plain; charset=utf-8", "Content-Length: \(body.utf8.count)",
    ]
    let text = head.map { "\($0)\r\n" }.joined() + "\r\n" + (method == "HEAD" ? "" : body)
    socket.sendAtOnce(Array(text.utf8))
    socket.discardInput()
  }
}
