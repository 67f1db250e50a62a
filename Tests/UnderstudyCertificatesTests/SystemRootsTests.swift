import Foundation
import Testing
import UnderstudyTestSupport

@testable import UnderstudyCertificates

@Suite("The system's roots") struct SystemRootsTests {
  @Test func `are those of the first file that has any`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let authorities = try (0..<3).map { _ in try CertificateAuthority(names: CertifiedNames([]), from: .now) }
    let texts = try authorities.map {
      try TrustedAuthority($0.root, files: nil) { SystemRoots(in: []) }.certificatePEM
    }
    try scratch.write("no certificate", to: "text.pem")
    try scratch.write("-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n", to: "damaged.pem")
    try scratch.write("# A comment\n\n" + texts.prefix(2).joined(separator: "Another\n"), to: "roots.pem")
    try scratch.write(texts[2], to: "others.pem")
    let files = ["missing.pem", "", "text.pem", "damaged.pem", "roots.pem", "others.pem"].map { scratch($0) }
    #expect(SystemRoots(in: files).certificates == (try authorities.prefix(2).map { try $0.root.der }))
    #expect(SystemRoots(in: Array(files.prefix(4))).certificates.isEmpty)
  }

  @Test func `come before the authority in the bundle, and are in the trust store`() throws {
    let roots = try (0..<2).map { _ in try CertificateAuthority(names: CertifiedNames([]), from: .now).root.der }
    let certificates = try ServerCertificates(
      names: [], source: .memory, roots: { SystemRoots(certificates: roots) }, now: { .now })
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let authority = try #require(certificates.authority)
    let bundle = try #require(try PEMFile(at: scratch.write(authority.bundlePEM(), to: "bundle.pem")))
    let own = try #require(try PEMFile(at: scratch.write(authority.certificatePEM, to: "ca.pem")))
    #expect(try bundle.encodedCertificates == roots + own.encodedCertificates)
    #expect(authority.files == nil && certificates.warnings.isEmpty)
    let store = try authority.trustStore()
    for certificate in try bundle.encodedCertificates { #expect(store.contains(certificate)) }
  }
}
