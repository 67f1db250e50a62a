import CMicroHTTPD
import UnderstudyHTTP
import UnderstudyPlatform

/// Why a request was refused before it could be passed on. The connection is closed.
package struct ProtocolError: Error, Sendable {
  /// The status of the response; nil if the connection was closed without one.
  package let status: Int?
  /// A sentence. Of the request it has no more than the host that a client asks for.
  package let reason: String
  /// What follows the usual reason phrase; nil for nothing.
  private let advice: String?
  package let logging: Logging

  /// How often an error is logged.
  package enum Logging: Sendable { case always, onceAMinute }

  private init(_ status: Int?, _ reason: String, advice: String? = nil, _ logging: Logging = .always) {
    self.status = status
    self.reason = reason
    self.advice = advice
    self.logging = logging
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
  static let connectTarget = ProtocolError(
    400, "The target of CONNECT must be a host and a port, as api.example.com:443.")
  static let lateConnect = ProtocolError(400, "CONNECT must be the first request of a connection.")
  static let connectWithoutTLS = ProtocolError(
    501, "A client used this server as a proxy for https, which needs TLS; start with --tls.",
    advice: "start understudy with --tls")
  static let tlsOnPlainPort = ProtocolError(
    nil, "A client spoke TLS to a plain port; start with --tls.", .onceAMinute)

  /// CONNECT to a host that this server does not stand in for.
  static func otherHost(_ request: ConnectRequest, _ hosts: [String]) -> ProtocolError {
    ProtocolError(
      502,
      "CONNECT to \(request.authority) is not for this server, which stands in for "
        + "\(hosts.joined(separator: ", ")) only. Add \(request.host) to NO_PROXY, or start with "
        + "--proxy-others tunnel.", advice: "\(request.host) is not served here; add it to NO_PROXY")
  }

  /// CONNECT to a host that cannot be reached.
  static func unreachable(_ request: ConnectRequest, _ error: SystemError) -> ProtocolError {
    ProtocolError(502, "CONNECT to \(request.authority) failed: \(error).", advice: "\(error)")
  }

  /// A TLS handshake that did not succeed.
  /// - Parameters:
  ///   - session: nil if it is not known which.
  ///   - names: whether there is a certificate for a name.
  static func handshake(_ session: TLSSession?, names: (String) -> Bool) -> ProtocolError {
    let name = session?.serverName
    let client = "A TLS client" + (name.map { " that asked for \($0)" } ?? "")
    var trust = "it must trust the server's authority, which is at /__admin/ca.pem."
    if let name, !names(name) { trust = "there is none for this name; start with --tls-name \(name)." }
    if let alert = session?.receivedAlert {
      return ProtocolError(
        nil, "\(client) ended the handshake: \(alert). If that is about the certificate, \(trust)")
    }
    // OpenSSL's alerts in TLS 1.3 are not understood by GnuTLS (3.7.9).
    if session?.hasShownCertificate == true {
      return ProtocolError(nil, "\(client) ended the handshake when it had seen the certificate; \(trust)")
    }
    return ProtocolError(nil, "\(client) speaks neither TLS 1.2 nor 1.3, or ended the handshake.")
  }

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

  /// The response to a refused request, with the header fields; empty if there is none.
  ///
  /// Of the response to CONNECT, clients show the reason phrase at most: Go that alone, Python and Ruby beside the status.
  func response(to method: String = "") -> [UInt8] {
    guard let status else { return [] }
    let body = "\(reason)\n"
    let usual = MHD_get_reason_phrase_for(UInt32(status)).map(String.init(cString:)) ?? ""
    let phrase = [usual, advice].compactMap(\.self).joined(separator: ": ")
    let head = [
      "HTTP/1.1 \(status) \(phrase)", "Date: \(HTTPDate.now)", "Connection: close",
      "Content-Type: text/plain; charset=utf-8", "Content-Length: \(body.utf8.count)",
    ]
    return Array((head.map { "\($0)\r\n" }.joined() + "\r\n" + (method == "HEAD" ? "" : body)).utf8)
  }
}

extension Connection {
  /// Sends the response to a refused request past libmicrohttpd, as far as the socket takes it at once, and discards what
  /// has arrived, so that closing does not reset the connection.
  ///
  /// libmicrohttpd would need memory of the connection for it, all of which the head of the request may have taken.
  func send(_ error: ProtocolError, to method: String = "") {
    guard error.status != nil else { return }
    sendAtOnce(error.response(to: method))
    socket.discardInput()
  }
}
