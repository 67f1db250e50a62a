import Crypto
import Foundation
import UnderstudyPlatform
import X509

/// A directory that keeps an authority for many starts. What is missing is made; nothing is overwritten.
struct AuthorityDirectory {
  let files: TrustedAuthority.Files
  private let path: String
  private let keyPath: String

  init(_ path: String) {
    self.path = path
    files = TrustedAuthority.Files(in: path)
    keyPath = "\(path)/ca.key"
  }

  /// Returns the authority in the directory, or a new one if there is none.
  ///
  /// - Throws: If the directory has another authority, or one that cannot vouch for these names.
  func open(
    for names: CertifiedNames, at now: Date, _ roots: @escaping @Sendable () -> SystemRoots
  ) throws -> CertificateAuthority {
    // Two servers that start at once would otherwise write one file each of two pairs.
    let lock: LockedDirectory
    do throws(SystemError) {
      lock = try LockedDirectory(path)
    } catch {
      throw CertificateFailure("the directory \(path) cannot be used: \(error)")
    }
    defer { withExtendedLifetime(lock) {} }
    let found = try existing(for: names, at: now)
    let authority = try found ?? CertificateAuthority(names: names, from: now)
    let trusted = try TrustedAuthority(authority.root, files: files, roots: roots)
    if found == nil { try write(authority, trusted) }
    try complete(authority.root, trusted)
    return authority
  }

  private func write(_ authority: CertificateAuthority, _ trusted: TrustedAuthority) throws {
    for derived in [files.bundle, files.trustStore] where FileKind(at: derived) != nil {
      throw CertificateFailure("\(derived) belongs to an authority that is missing; remove it, and it is made anew")
    }
    // The key first: a certificate that clients trust always has its key.
    try write(Array(try authority.keyPEM.utf8), at: keyPath, .ownerOnly)
    try write(Array(trusted.certificatePEM.utf8), at: files.certificate)
  }

  /// Makes the bundle and the trust store if they are missing.
  private func complete(_ certificate: Certificate, _ trusted: TrustedAuthority) throws {
    let encoded = try certificate.der
    if let bundle = try PEMFile(at: files.bundle) {
      guard (try? bundle.encodedCertificates)?.contains(encoded) == true else {
        throw isWithoutAuthority(files.bundle)
      }
    } else {
      try write(Array(trusted.bundlePEM().utf8), at: files.bundle)
    }
    let store: ReadFile?
    do throws(SystemError) {
      store = try ReadFile(at: files.trustStore)
    } catch {
      throw CertificateFailure(reading: files.trustStore, error)
    }
    if let store {
      guard store.bytes.contains(encoded) else { throw isWithoutAuthority(files.trustStore) }
    } else {
      try write(trusted.trustStore(), at: files.trustStore)
    }
  }

  private func isWithoutAuthority(_ file: String) -> CertificateFailure {
    CertificateFailure(
      "\(file) does not have the certificate of \(files.certificate); remove it, and it is made anew")
  }

  private func write(_ bytes: [UInt8], at path: String, _ access: WrittenFile.Access = .shared) throws {
    do throws(SystemError) {
      _ = try WrittenFile(bytes, at: path, access)
    } catch {
      throw CertificateFailure(writing: path, error)
    }
  }
}

// What an authority must be so that it is used again.
extension AuthorityDirectory {
  /// - Returns: Nil if there is neither a certificate nor a key.
  private func existing(for names: CertifiedNames, at now: Date) throws(CertificateFailure) -> CertificateAuthority?
  {
    switch (try PEMFile(at: files.certificate), try PEMFile(at: keyPath)) {
    case (nil, nil): return nil
    case (_?, nil): throw CertificateFailure("\(files.certificate) has no key: \(keyPath) is missing; \(advice)")
    case (nil, _?):
      throw CertificateFailure("\(keyPath) has no certificate: \(files.certificate) is missing; \(advice)")
    case (let file?, let keyFile?):
      guard !keyFile.isOpenToOthers else {
        throw CertificateFailure(
          "other users may read or write \(keyPath), and so the traffic of clients; "
            + "`chmod 600 \(keyPath)`, or \(advice)")
      }
      let root = try advised { () throws(CertificateFailure) in try file.certificates.first }
      try check(root, in: files.certificate, for: names, at: now)
      let (intermediate, key) = try advised { () throws(CertificateFailure) in
        (try keyFile.certificates.first, try keyFile.privateKey)
      }
      guard let own = try? P256.Signing.PrivateKey(derRepresentation: key.document.derBytes),
        key.key.publicKey == intermediate.publicKey,
        root.publicKey.isValidSignature(intermediate.signature, for: intermediate)
      else {
        throw CertificateFailure("\(keyPath) does not belong to \(files.certificate); \(advice)")
      }
      try check(intermediate, in: keyPath, for: names, at: now)
      return CertificateAuthority(root: root, intermediate: intermediate, key: own)
    }
  }

  /// Adds to the error of a damaged file what to do.
  private func advised<Value>(
    _ read: () throws(CertificateFailure) -> Value
  ) throws(CertificateFailure) -> Value {
    do {
      return try read()
    } catch {
      throw CertificateFailure("\(error); \(advice)")
    }
  }

  private func check(
    _ certificate: Certificate, in path: String, for names: CertifiedNames, at now: Date
  ) throws(CertificateFailure) {
    guard case .isCertificateAuthority? = try? certificate.extensions.basicConstraints else {
      throw CertificateFailure(
        "\(path) is no authority's certificate; use --tls-cert and --tls-key for it, or \(advice)")
    }
    guard let extensions = certificate.extensions[oid: .X509ExtensionID.nameConstraints], extensions.critical,
      let constraints = try? NameConstraints(extensions)
    else {
      throw CertificateFailure(
        "the authority in \(path) is not limited to names, so that its key would open all sites' traffic; \(advice)"
      )
    }
    let refused = names.refused(by: constraints).map(\.text)
    guard refused.isEmpty else {
      throw CertificateFailure(
        "the authority in \(path) does not permit \(refused.joined(separator: ", ")); \(advice)")
    }
    guard now >= certificate.notValidBefore else {
      throw CertificateFailure(
        "\(path) is valid from \(certificate.notValidBefore.formatted(.iso8601)); set the system's clock, or \(advice)"
      )
    }
    guard now + 30 * .day < certificate.notValidAfter else {
      throw CertificateFailure(
        "\(path) is valid to \(certificate.notValidAfter.formatted(.iso8601)) only; \(advice)")
    }
  }

  private var advice: String {
    "remove ca.pem, ca.key, bundle.pem and trust.p12 from \(path), so that new ones are made, "
      + "which clients must trust anew"
  }
}
