import Foundation
import Synchronization
import Testing
import UnderstudyTestSupport
import X509

@testable import UnderstudyCertificates

@Suite("Certificates of a server") struct ServerCertificatesTests {
  private static let name = CertifiedName("api.example.com")

  /// A clock that a test sets.
  private final class Time: Sendable {
    private let date: Mutex<Date>

    init(_ date: Date) { self.date = Mutex(date) }

    var now: Date { date.withLock { $0 } }

    func advance(days: Double) { date.withLock { $0 += days * .day } }
  }

  private static func leaf(_ certificate: IssuedCertificate) throws -> Certificate {
    try Certificate(derEncoded: #require(certificate.chain.first))
  }

  @Test func `are issued once for each name, whatever its letters and its final dot`() throws {
    let certificates = try ServerCertificates(names: [Self.name])
    let first = try certificates.certificate(for: Self.name)
    #expect(try certificates.certificate(for: CertifiedName("API.example.com.")) == first)
    let standard = try certificates.certificate(for: nil)
    #expect(standard != first)
    #expect(try certificates.certificate(for: CertifiedName("elsewhere.example")) == standard)
    #expect(try certificates.certificate(for: CertifiedName("eu.api.example.com")) == standard)
  }

  @Test("have the names, the purpose and the time that clients want", arguments: ["api.example.com", "::1"])
  func contents(_ text: String) throws {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let certificates = try ServerCertificates(names: [Self.name]) { now }
    let issued = try certificates.certificate(for: CertifiedName(text))
    let leaf = try Self.leaf(issued)
    let name = try #require(leaf.extensions.subjectAlternativeNames?.first)
    #expect(name == CertifiedName(text).generalName)
    #expect(try leaf.extensions.extendedKeyUsage == ExtendedKeyUsage([.serverAuth]))
    #expect(leaf.notValidBefore == now - .day && leaf.notValidAfter == issued.ends)
    #expect(leaf.notValidAfter.timeIntervalSince(leaf.notValidBefore) <= 825 * .day)
  }

  @Test("are valid for Swift's verifier", arguments: ["api.example.com", "localhost", "127.0.0.1"])
  func verifier(_ text: String) async throws {
    let certificates = try ServerCertificates(names: [Self.name])
    let root = try Certificate(pemEncoded: #require(certificates.authority).certificatePEM)
    let issued = try certificates.certificate(for: CertifiedName(text))
    let others = try issued.chain.dropFirst().map { try Certificate(derEncoded: $0) }
    var verifier = Verifier(rootCertificates: CertificateStore([root])) {
      RFC5280Policy()
      ServerIdentityPolicy(
        serverHostname: CertifiedName(text).isAddress ? nil : text,
        serverIP: CertifiedName(text).isAddress ? text : nil)
    }
    let result = await verifier.validate(leaf: try Self.leaf(issued), intermediates: CertificateStore(others))
    guard case .validCertificate = result else {
      Issue.record("\(result)")
      return
    }
  }

  @Test func `are renewed in the last 30 days, as long as the authority lasts`() throws {
    let time = Time(.now)
    let certificates = try ServerCertificates(names: [Self.name]) { time.now }
    let first = try certificates.certificate(for: Self.name)
    time.advance(days: 793)
    #expect(try certificates.certificate(for: Self.name) == first)
    time.advance(days: 2)
    let second = try certificates.certificate(for: Self.name)
    #expect(second.ends > first.ends && second.ends > time.now + 800 * .day)
    // The last certificate ends with the authority, and a further one would not last longer.
    time.advance(days: 2850)
    let last = try certificates.certificate(for: Self.name)
    #expect(last.ends < time.now + 30 * .day)
    #expect(try certificates.certificate(for: Self.name) == last)
  }

  @Test func `cover the names, localhost and the loopback addresses`() throws {
    let certificates = try ServerCertificates(names: [Self.name, CertifiedName("fd00::0:1")])
    #expect(certificates.names == ["api.example.com", "localhost", "127.0.0.1", "::1", "fd00::1"])
    for name in ["API.example.com", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "fd00::1"] {
      #expect(certificates.covers(CertifiedName(name)), "\(name)")
    }
    for name in ["example.com", "eu.api.example.com", "127.0.0.2", "", "*"] {
      #expect(!certificates.covers(CertifiedName(name)), "\(name)")
    }
  }

  @Test(
    "cannot be for texts that are no names",
    arguments: ["", "*.example.com", "a..b", "exämple.com", "a b", "http://a", String(repeating: "a", count: 64)])
  func invalid(_ name: String) {
    let failure = #expect(throws: CertificateFailure.self) {
      try ServerCertificates(names: [CertifiedName(name)])
    }
    #expect(
      failure?.description.hasPrefix("there can be no certificate for \"\(name)\"; name a host such as") == true)
  }
}
