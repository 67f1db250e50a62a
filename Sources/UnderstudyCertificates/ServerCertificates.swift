import Foundation
import Synchronization
import X509

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

  private enum Issuer {
    case authority(CertificateAuthority)
    case own(IssuedCertificate)
  }

  /// What clients must trust; nil for a certificate of the user's own.
  package let authority: TrustedAuthority?
  /// Sentences about what works, but not as it should.
  package let warnings: [String]
  private let certifiedNames: CertifiedNames
  private let issuer: Issuer
  private let now: @Sendable () -> Date
  /// At most one for each name, and the standard one.
  private let issued = Mutex<[CertifiedName?: IssuedCertificate]>([:])

  /// - Parameters:
  ///   - names: the names besides `localhost` and the loopback addresses.
  ///   - now: the system's time, whatever the time that the server simulates.
  package convenience init(
    names: [CertifiedName], source: Source = .memory, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(CertificateFailure) {
    try self.init(names: names, source: source, roots: { SystemRoots() }, now: now)
  }

  init(
    names: [CertifiedName], source: Source, roots: @escaping @Sendable () -> SystemRoots,
    now: @escaping @Sendable () -> Date
  ) throws(CertificateFailure) {
    certifiedNames = try CertifiedNames(names)
    self.now = now
    do {
      switch source {
      case .memory:
        let authority = try CertificateAuthority(names: certifiedNames, from: now())
        issuer = .authority(authority)
        self.authority = try TrustedAuthority(authority.root, files: nil, roots: roots)
        warnings = []
      case .directory(let path):
        let directory = AuthorityDirectory(path)
        let authority = try directory.open(for: certifiedNames, at: now(), roots)
        issuer = .authority(authority)
        self.authority = try TrustedAuthority(authority.root, files: directory.files, roots: roots)
        warnings = roots().certificates.isEmpty ? [SystemRoots.missing] : []
      case .files(let certificate, let key):
        let own = try OwnCertificate(certificate: certificate, key: key, at: now())
        issuer = .own(own.issued)
        authority = nil
        warnings = own.warning.map { [$0] } ?? []
      }
    } catch let error as CertificateFailure {
      throw error
    } catch {
      throw CertificateFailure("no certificate can be made: \(error)")
    }
  }

  /// The names that are covered, in alphabetical order, the addresses last.
  package var names: [String] { certifiedNames.sorted.map(\.text) }

  /// The host names that are covered besides this machine's own, in alphabetical order.
  package var hosts: [String] { certifiedNames.sorted.filter { !$0.isLoopback && !$0.isAddress }.map(\.text) }

  /// Whether there is a certificate for a name.
  package func covers(_ name: CertifiedName) -> Bool { certifiedNames.contains(name) }

  /// Returns the certificate for a name, which is another one when the last is about to end.
  ///
  /// - Parameter name: what the client asks for; nil if it names none.
  /// - Returns: For a name that is not covered, the certificate for `localhost` and all addresses.
  package func certificate(for name: CertifiedName?) throws(CertificateFailure) -> IssuedCertificate {
    switch issuer {
    case .own(let certificate): return certificate
    case .authority(let authority):
      let name = name.flatMap { covers($0) ? $0 : nil }
      do {
        return try issued.withLock { try certificate(for: name, by: authority, &$0) }
      } catch {
        throw CertificateFailure("no certificate can be made for \(name?.text ?? "localhost"): \(error)")
      }
    }
  }

  private func certificate(
    for name: CertifiedName?, by authority: CertificateAuthority,
    _ issued: inout [CertifiedName?: IssuedCertificate]
  ) throws -> IssuedCertificate {
    let now = now()
    if let found = issued[name], authority.isBestToKeep(found, at: now) { return found }
    let new = try authority.issue(for: name.map { [$0] } ?? certifiedNames.standard, from: now)
    issued[name] = new
    return new
  }
}
