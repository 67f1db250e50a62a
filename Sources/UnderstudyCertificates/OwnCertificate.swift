import Foundation
import X509

/// A certificate that the user has from another authority, with its key.
struct OwnCertificate: Sendable {
  let issued: IssuedCertificate
  /// A sentence about a certificate that has ended; nil for a valid one.
  let warning: String?

  /// Reads both files, and checks that they belong together.
  init(certificate path: String, key keyPath: String, at now: Date) throws(CertificateFailure) {
    let (certificate, chain) = try Self.file(path).certificates
    let (key, document) = try Self.file(keyPath).privateKey
    guard key.publicKey == certificate.publicKey else {
      throw CertificateFailure("the key in \(keyPath) does not belong to the first certificate in \(path)")
    }
    issued = IssuedCertificate(chain: chain, privateKey: document.derBytes, ends: certificate.notValidAfter)
    let period = certificate.notValidBefore...max(certificate.notValidBefore, certificate.notValidAfter)
    warning =
      period.contains(now)
      ? nil
      : "clients will refuse the certificate in \(path): it is valid "
        + "from \(certificate.notValidBefore.formatted(.iso8601)) to \(certificate.notValidAfter.formatted(.iso8601))"
  }

  private static func file(_ path: String) throws(CertificateFailure) -> PEMFile {
    guard let file = try PEMFile(at: path) else { throw CertificateFailure("there is no file \(path)") }
    return file
  }
}
