import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority of one server's own, which can vouch for a few names only.
///
/// Its certificates permit these names and no others (RFC 5280, section 4.2.1.10), so that its key, if it leaks, opens
/// no other site's traffic. There are two of them, because Java ignores the constraints of a certificate that it trusts.
/// Clients trust the root. Its key is forgotten when it has signed the intermediate certificate, whose key signs the rest.
struct CertificateAuthority: Sendable {
  let root: Certificate
  let intermediate: Certificate
  private let key: P256.Signing.PrivateKey

  init(root: Certificate, intermediate: Certificate, key: P256.Signing.PrivateKey) {
    self.root = root
    self.intermediate = intermediate
    self.key = key
  }

  /// Makes a new authority.
  init(names: CertifiedNames, from now: Date) throws {
    let (rootKey, key) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
    let rootName = try DistinguishedName { CommonName("Understudy, a local mock server") }
    func certificate(
      of subject: DistinguishedName, _ key: P256.Signing.PrivateKey, pathLength: Int
    ) throws -> Certificate {
      let publicKey = Certificate.PublicKey(key.publicKey)
      return try Certificate(
        version: .v3, serialNumber: .init(), publicKey: publicKey,
        notValidBefore: now - .day, notValidAfter: now + 3650 * .day, issuer: rootName, subject: subject,
        extensions: Certificate.Extensions {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: pathLength))
          Critical(KeyUsage(keyCertSign: true, cRLSign: true))
          Critical(names.constraints)
          // Neither mail nor programs: constraints of host names do not limit those.
          try ExtendedKeyUsage([.serverAuth])
          SubjectKeyIdentifier(hash: publicKey)
          AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: .init(rootKey.publicKey)).keyIdentifier)
        },
        issuerPrivateKey: .init(rootKey))
    }
    let name = try DistinguishedName { CommonName("Understudy, issuer of server certificates") }
    self.init(
      root: try certificate(of: rootName, rootKey, pathLength: 1),
      intermediate: try certificate(of: name, key, pathLength: 0), key: key)
  }

  /// Issues a certificate for a server.
  func issue(for names: [CertifiedName], from now: Date) throws -> IssuedCertificate {
    let ownKey = P256.Signing.PrivateKey()
    let ends = min(now + 824 * .day, intermediate.notValidAfter)
    // OpenSSL takes a common name that looks like a host or an address for one, and compares it with the constraints.
    let subject = try DistinguishedName { CommonName("Understudy") }
    let leaf = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: .init(ownKey.publicKey),
      notValidBefore: now - .day, notValidAfter: ends, issuer: intermediate.subject, subject: subject,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(names.map(\.generalName))
        AuthorityKeyIdentifier(keyIdentifier: try intermediate.extensions.subjectKeyIdentifier?.keyIdentifier)
      },
      issuerPrivateKey: .init(key))
    return IssuedCertificate(
      chain: [try leaf.der, try intermediate.der], privateKey: Array(ownKey.derRepresentation), ends: ends)
  }

  /// Whether a certificate lasts for at least 30 days, or as long as a new one would.
  func isBestToKeep(_ issued: IssuedCertificate, at now: Date) -> Bool {
    issued.ends > now + 30 * .day || issued.ends >= intermediate.notValidAfter
  }

  /// The key (PKCS #8) and the certificate that it signs with, as a PEM text.
  var keyPEM: String {
    get throws { try "\(key.pemRepresentation)\n\(intermediate.serializeAsPEM().pemString)\n" }
  }
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
