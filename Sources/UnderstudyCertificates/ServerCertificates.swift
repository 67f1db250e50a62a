import Foundation
import Synchronization

/// The certificates that a TLS server shows, by the name that a client asks for.
package final class ServerCertificates: Sendable {
  /// Where certificates come from.
  package enum Source: Sendable, Equatable {
    /// An authority that is made at the start and is gone at the end.
    case memory
    /// An authority whose files are in a directory, so that it is the same after a restart.
    case directory(String)
    /// A certificate of the user's own, in two PEM files, for all names.
    case files(certificate: String, key: String)
  }

  private let names: CertifiedNames
  private let authority: CertificateAuthority
  private let issued = Mutex<[CertifiedName?: IssuedCertificate]>([:])

  /// - Parameter names: the names besides `localhost` and the loopback addresses.
  package init(names: [CertifiedName], source: Source = .memory) throws {
    self.names = CertifiedNames(names)
    authority = try CertificateAuthority(names: self.names)
  }

  /// The host names that there are certificates for, besides this machine's own.
  package var hosts: [String] { names.names.filter { !$0.isLoopback && !$0.isAddress }.map(\.text).sorted() }

  /// Whether there is a certificate for a name.
  package func covers(_ name: CertifiedName) -> Bool { names.names.contains(name) }

  /// Returns the certificate for a name.
  /// - Parameter name: what the client asks for; nil if it names none.
  package func certificate(for name: CertifiedName?) throws -> IssuedCertificate {
    let key = name.flatMap { covers($0) ? $0 : nil }
    return try issued.withLock { issued in
      if let found = issued[key] { return found }
      let new = try authority.issue(
        for: key.map { [$0] } ?? [CertifiedName("localhost")] + names.names.filter(\.isAddress))
      issued[key] = new
      return new
    }
  }
}
