import CMicroHTTPD
import Synchronization
import UnderstudyCertificates
import UnderstudyPlatform

/// The certificates of a server in GnuTLS's form.
///
/// GnuTLS uses what it gets for as long as a handshake takes, and frees none of it. So all are kept as long as the server:
/// one for each name that there are certificates for, and those that they have replaced near their end.
final class TLSCredentials: Sendable {
  /// A certificate and those that vouch for it, with its key. GnuTLS only reads them.
  struct Credential: Sendable {
    nonisolated(unsafe) let chain: UnsafeMutableBufferPointer<gnutls_pcert_st>
    nonisolated(unsafe) let key: gnutls_privkey_t
  }

  private let certificates: ServerCertificates
  /// By the certificates in DER.
  private let credentials = Mutex<[[[UInt8]]: Credential]>([:])

  init(_ certificates: ServerCertificates) { self.certificates = certificates }

  deinit {
    for credential in credentials.withLock({ Array($0.values) }) { credential.free() }
  }

  /// Whether there is a certificate for a name.
  func covers(_ name: String) -> Bool { certificates.covers(CertifiedName(name)) }

  /// Returns the credential for the name that a client asks for; nil if there is no memory for it.
  func credential(for name: String?) -> Credential? {
    guard let issued = try? certificates.certificate(for: name.map { CertifiedName($0) }) else { return nil }
    return credentials.withLock { credentials in
      if let known = credentials[issued.chain] { return known }
      guard let new = Credential(issued) else { return nil }
      credentials[issued.chain] = new
      return new
    }
  }
}

extension TLSCredentials.Credential {
  /// - Returns: nil if GnuTLS does not take the certificate or the key.
  fileprivate init?(_ issued: IssuedCertificate) {
    var key: gnutls_privkey_t?
    guard gnutls_privkey_init(&key) == GNUTLS_E_SUCCESS, let key else { return nil }
    self.key = key
    chain = .allocate(capacity: issued.chain.count)
    chain.initialize(repeating: gnutls_pcert_st())
    let isComplete = zip(chain.indices, issued.chain).allSatisfy { index, certificate in
      certificate.withDatum {
        gnutls_pcert_import_x509_raw(&chain[index], $0, GNUTLS_X509_FMT_DER, 0) == GNUTLS_E_SUCCESS
      }
    }
    let hasKey = issued.privateKey.withDatum {
      gnutls_privkey_import_x509_raw(key, $0, GNUTLS_X509_FMT_DER, nil, 0) == GNUTLS_E_SUCCESS
    }
    guard isComplete, hasKey else {
      free()
      return nil
    }
  }

  fileprivate func free() {
    for index in chain.indices { gnutls_pcert_deinit(&chain[index]) }
    chain.deallocate()
    gnutls_privkey_deinit(key)
  }
}

extension [UInt8] {
  /// Calls a function with the bytes in GnuTLS's form, which it reads only.
  fileprivate func withDatum<Result>(_ body: (UnsafePointer<gnutls_datum_t>) -> Result) -> Result {
    withUnsafeBufferPointer { bytes in
      var datum = gnutls_datum_t(data: UnsafeMutablePointer(mutating: bytes.baseAddress), size: UInt32(bytes.count))
      return body(&datum)
    }
  }
}
