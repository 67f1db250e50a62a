import CMicroHTTPD
import UnderstudyCertificates
import UnderstudyHTTP
import UnderstudyPlatform

/// The TLS session of a connection. libmicrohttpd frees it before it notifies of the connection's end (0.9.75): there, it
/// must not be used.
struct TLSSession {
  private let pointer: gnutls_session_t

  /// - Returns: nil for a connection without TLS.
  init?(of connection: OpaquePointer) {
    guard let pointer = microhttp_session(connection) else { return nil }
    self.pointer = pointer
  }

  fileprivate init(_ pointer: gnutls_session_t) { self.pointer = pointer }

  /// Prepares a new session for the callbacks below, which get nothing else than the session.
  func begin(in context: LoopContext) {
    // Meant for a store of sessions, of which there is none. The session's own pointer is libmicrohttpd's.
    gnutls_db_set_ptr(pointer, Unmanaged.passUnretained(context).toOpaque())
    gnutls_handshake_set_hook_function(
      pointer, UInt32(GNUTLS_HANDSHAKE_FINISHED.rawValue), GNUTLS_HOOK_POST, finishHandshake)
  }

  fileprivate var context: LoopContext? {
    gnutls_db_get_ptr(pointer).map { Unmanaged<LoopContext>.fromOpaque($0).takeUnretainedValue() }
  }

  fileprivate var socket: ConnectedSocket { ConnectedSocket(descriptor: gnutls_transport_get_int(pointer)) }

  /// The host name that the client asks for.
  var serverName: String? {
    var (name, size, type) = ([UInt8](repeating: 0, count: 256), 256, UInt32(0))
    guard gnutls_server_name_get(pointer, &name, &size, &type, 0) == GNUTLS_E_SUCCESS, size <= name.count else {
      return nil
    }
    let text = String(decoding: name.prefix(size).prefix { $0 != 0 }, as: UTF8.self)
    return HostName.isValid(text) ? text : nil
  }

  /// What the client has said about an error, in English; nil if it has said nothing.
  var receivedAlert: String? {
    let alert = gnutls_alert_get(pointer)
    return alert == GNUTLS_A_CLOSE_NOTIFY ? nil : gnutls_alert_get_name(alert).map { String(cString: $0) }
  }

  /// Whether this end has said all that it says before the client must.
  var hasShownCertificate: Bool {
    [GNUTLS_HANDSHAKE_FINISHED, GNUTLS_HANDSHAKE_SERVER_HELLO_DONE].contains(gnutls_handshake_get_last_out(pointer))
  }

  /// Tells the client that the handshake has failed, which libmicrohttpd does not (0.9.75).
  func sendHandshakeFailure() { gnutls_alert_send(pointer, GNUTLS_AL_FATAL, GNUTLS_A_HANDSHAKE_FAILURE) }

  /// Tells the client that nothing more will be sent.
  func endSending() { gnutls_bye(pointer, GNUTLS_SHUT_WR) }

  /// Sends as much as the socket takes at once.
  func sendAtOnce(_ bytes: [UInt8]) { gnutls_record_send(pointer, bytes, bytes.count) }
}

/// Called by GnuTLS when one end of a session has said that its handshake is finished.
private func finishHandshake(
  session: gnutls_session_t?, type: UInt32, when: UInt32, isIncoming: UInt32,
  message: UnsafePointer<gnutls_datum_t>?
) -> CInt {
  // The client's: what this end still has to send then, it sends at once.
  guard let session = session.map({ TLSSession($0) }), isIncoming != 0 else { return 0 }
  session.context?.handshakes.finished(session.socket)
  return 0
}

/// Called by GnuTLS for the certificate that it shows to a client.
func retrieveCertificate(
  session: gnutls_session_t?, authorities: UnsafePointer<gnutls_datum_t>?, authorityCount: CInt,
  algorithms: UnsafePointer<gnutls_pk_algorithm_t>?, algorithmCount: CInt,
  chain: UnsafeMutablePointer<UnsafeMutablePointer<gnutls_pcert_st>?>?, chainLength: UnsafeMutablePointer<UInt32>?,
  key: UnsafeMutablePointer<gnutls_privkey_t?>?
) -> CInt {
  guard let session = session.map({ TLSSession($0) }), let chain, let chainLength, let key,
    let credential = session.context?.credentials?.credential(for: session.serverName)
  else { return -1 }
  chain.pointee = credential.chain.baseAddress
  chainLength.pointee = UInt32(credential.chain.count)
  key.pointee = credential.key
  return 0
}
