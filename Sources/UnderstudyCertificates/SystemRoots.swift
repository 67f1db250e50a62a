import Foundation
import SwiftASN1
import X509

/// The certificates of the authorities that the system's programs trust.
struct SystemRoots: Sendable {
  /// In DER; empty if there are none.
  let certificates: [[UInt8]]

  init(certificates: [[UInt8]]) { self.certificates = certificates }

  /// Reads the first of the files that has certificates.
  init(in files: [String] = Self.usualFiles) {
    for path in files {
      guard let found = try? PEMFile(at: path)?.encodedCertificates, !found.isEmpty else { continue }
      certificates = found
      return
    }
    certificates = []
  }

  /// The file that OpenSSL's own variable names comes first: for programs that read it, a bundle replaces that file.
  static let usualFiles =
    [ProcessInfo.processInfo.environment["SSL_CERT_FILE"]].compactMap(\.self) + [
      // Debian, Ubuntu, Alpine, Arch.
      "/etc/ssl/certs/ca-certificates.crt",
      // Fedora, RHEL; the second since Fedora 43.
      "/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
      // openSUSE.
      "/etc/ssl/ca-bundle.pem",
      // Alpine without the package of the first.
      "/etc/ssl/cert.pem",
    ]

  static let missing = """
    the system has no root certificates, so that the bundle and the trust store have the authority of this server \
    only; install them, such as the package ca-certificates
    """
}
