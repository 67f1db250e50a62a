import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority of one server's own, which can vouch for a few names only.
///
/// Its certificate permits these names and no others (RFC 5280, section 4.2.1.10), so that its key, if it leaks, opens no other
/// site's traffic.
struct CertificateAuthority: Sendable {
  let certificate: Certificate
  private let key: P256.Signing.PrivateKey

  init(_ certificate: Certificate, key: P256.Signing.PrivateKey) {
    self.certificate = certificate
    self.key = key
  }

  /// Makes a new authority.
  init(names: CertifiedNames, from now: Date) throws {
    let key = P256.Signing.PrivateKey()
    let publicKey = Certificate.PublicKey(key.publicKey)
    let subject = try DistinguishedName { CommonName("Understudy, a local mock server") }
    let certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: publicKey,
      notValidBefore: now - .day, notValidAfter: now + 3650 * .day, issuer: subject, subject: subject,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        Critical(names.constraints)
        // Neither mail nor programs: constraints of host names do not limit those.
        try ExtendedKeyUsage([.serverAuth])
        SubjectKeyIdentifier(hash: publicKey)
      },
      issuerPrivateKey: .init(key))
    self.init(certificate, key: key)
  }

  /// Issues a certificate for a server.
  func issue(for names: [CertifiedName], from now: Date) throws -> IssuedCertificate {
    let ownKey = P256.Signing.PrivateKey()
    let ends = min(now + 824 * .day, certificate.notValidAfter)
    // OpenSSL takes a common name that looks like a host or an address for one, and compares it with the constraints.
    let subject = try DistinguishedName { CommonName("Understudy") }
    let leaf = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: .init(ownKey.publicKey),
      notValidBefore: now - .day, notValidAfter: ends, issuer: certificate.subject, subject: subject,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(names.map(\.generalName))
        AuthorityKeyIdentifier(keyIdentifier: try certificate.extensions.subjectKeyIdentifier?.keyIdentifier)
      },
      issuerPrivateKey: .init(key))
    return IssuedCertificate(chain: [try leaf.der], privateKey: Array(ownKey.derRepresentation), ends: ends)
  }

  /// Whether a certificate lasts for at least 30 days, or as long as a new one would.
  func isBestToKeep(_ issued: IssuedCertificate, at now: Date) -> Bool {
    issued.ends > now + 30 * .day || issued.ends >= certificate.notValidAfter
  }

  /// The key as a PEM text (PKCS #8).
  var keyPEM: String { key.pemRepresentation + "\n" }
}

/// A certificate with its key, as a TLS server shows and uses it.
package struct IssuedCertificate: Sendable, Equatable {
  /// In DER; the server's own first, then those that vouch for it.
  package let chain: [[UInt8]]
  /// In DER: PKCS #8, or SEC 1 or PKCS #1.
  package let privateKey: [UInt8]
  /// When it ends.
  package let ends: Date
}

extension Certificate {
  var der: [UInt8] {
    get throws {
      var serializer = DER.Serializer()
      try serializer.serialize(self)
      return serializer.serializedBytes
    }
  }
}

extension TimeInterval {
  static let day = 86_400.0
}
