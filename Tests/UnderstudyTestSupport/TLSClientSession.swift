import CMicroHTTPD
import Glibc

/// The client's side of TLS on a connected socket, by GnuTLS.
final class TLSClientSession {
  private let session: gnutls_session_t
  private let credentials: gnutls_certificate_credentials_t

  init(_ descriptor: CInt, name: String?, versions: String, _ trust: RawClient.Trust) throws {
    var (session, credentials): (gnutls_session_t?, gnutls_certificate_credentials_t?)
    gnutls_init(&session, UInt32(GNUTLS_CLIENT) | UInt32(GNUTLS_NO_SIGNAL.rawValue))
    gnutls_certificate_allocate_credentials(&credentials)
    guard let session, let credentials else { throw RawClient.Failure(wrong: "no memory for TLS") }
    (self.session, self.credentials) = (session, credentials)
    gnutls_priority_set_direct(session, "NORMAL:-VERS-ALL:\(versions)", nil)
    let host = strdup(name ?? "")
    defer { free(host) }
    switch trust {
    case .all: break
    case .none: gnutls_certificate_set_verify_function(credentials) { _ in CInt(GNUTLS_E_CERTIFICATE_ERROR) }
    case .authority(let pem):
      let count = Array(pem.utf8).withUnsafeBufferPointer { bytes in
        var text = gnutls_datum_t(
          data: UnsafeMutablePointer(mutating: bytes.baseAddress), size: UInt32(bytes.count))
        return gnutls_certificate_set_x509_trust_mem(credentials, &text, GNUTLS_X509_FMT_PEM)
      }
      guard count > 0 else { throw RawClient.Failure(wrong: "the authority is no certificate") }
      gnutls_session_set_verify_cert(session, host, 0)
    }
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer(credentials))
    if let name { gnutls_server_name_set(session, GNUTLS_NAME_DNS, name, name.utf8.count) }
    gnutls_transport_set_int2(session, descriptor, descriptor)
    let result = untilDone { gnutls_handshake(session) }
    guard result == GNUTLS_E_SUCCESS else {
      gnutls_alert_send_appropriate(session, result)
      throw RawClient.Failure(wrong: "TLS: \(String(cString: gnutls_strerror(CInt(result))))")
    }
  }

  deinit {
    gnutls_deinit(session)
    gnutls_certificate_free_credentials(credentials)
  }

  /// The server's own certificate, in DER.
  var certificate: [UInt8]? {
    var count: UInt32 = 0
    guard let first = gnutls_certificate_get_peers(session, &count)?.pointee else { return nil }
    return Array(UnsafeBufferPointer(start: first.data, count: Int(first.size)))
  }

  /// Whether something was received and decrypted already.
  var hasInput: Bool { gnutls_record_check_pending(session) > 0 }

  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    untilDone { gnutls_record_send(session, bytes.baseAddress, bytes.count) }
  }

  /// Like `recv`: 0 at the end of the connection, whether or not the server has announced it; -1, with `errno`, after an
  /// error.
  func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    errno = 0
    let count = untilDone { gnutls_record_recv(session, buffer.baseAddress, buffer.count) }
    if count == Int(GNUTLS_E_PREMATURE_TERMINATION) { return 0 }
    if count < 0, errno == 0 { errno = EPROTO }
    return max(-1, count)
  }

  func endSending() { _ = untilDone { Int(gnutls_bye(session, GNUTLS_SHUT_WR)) } }

  private func untilDone<Count: BinaryInteger>(_ call: () -> Count) -> Count {
    while true {
      let result = call()
      // The socket blocks: a time-out is `EAGAIN` with an `errno` of that name, which is an error here.
      if result != Count(GNUTLS_E_INTERRUPTED) { return result }
    }
  }
}
