import SwiftASN1
import X509

/// A server's authority in the forms in which clients take it. Its key is not among them.
package struct TrustedAuthority: Sendable {
  /// The files of a directory.
  package struct Files: Sendable, Equatable {
    /// The authority alone, in PEM, for programs that add it to the roots that they have.
    package let certificate: String
    /// The system's roots and the authority, in PEM, for programs that replace their roots.
    package let bundle: String
    /// The same as a PKCS #12 file, for Java.
    package let trustStore: String

    package init(in directory: String) {
      certificate = "\(directory)/ca.pem"
      bundle = "\(directory)/bundle.pem"
      trustStore = "\(directory)/trust.p12"
    }
  }

  /// The password that Java wants to be set; the file opens with any.
  package static let trustStorePassword = "changeit"

  /// Nil if the authority is in memory only.
  package let files: Files?
  private let encoded: [UInt8]
  private let roots: @Sendable () -> SystemRoots

  init(_ certificate: Certificate, files: Files?, roots: @escaping @Sendable () -> SystemRoots) throws {
    encoded = try certificate.der
    self.files = files
    self.roots = roots
  }

  /// The authority's certificate as a PEM text.
  package var certificatePEM: String { Self.pem(encoded) }

  /// Reads the system's roots, and returns them and the authority's certificate as a PEM text.
  package func bundlePEM() -> String { (roots().certificates + [encoded]).map(Self.pem).joined() }

  /// Reads the system's roots, and returns them and the authority's certificate as a PKCS #12 file.
  package func trustStore() throws -> [UInt8] {
    let system = roots().certificates.enumerated().map { (alias: "system-\($0 + 1)", der: $1) }
    return try TrustStore(certificates: [(alias: "understudy", der: encoded)] + system).der
  }

  private static func pem(_ certificate: [UInt8]) -> String {
    PEMDocument(type: Certificate.defaultPEMDiscriminator, derBytes: certificate).pemString + "\n"
  }
}
