import Foundation
import SwiftASN1
import Testing
import UnderstudyTestSupport

@testable import UnderstudyCertificates

@Suite("A certificate of the user's own", .waits, .tags(.external), .needs(.openssl)) struct OwnCertificateTests {
  /// Makes `cert.pem` and `key.pem`.
  private static func make(_ options: [String], in scratch: ScratchDirectory) throws {
    let result = try ExternalCommand.run(
      ["openssl", "req", "-x509", "-subj", "/CN=own.example.com", "-out", "cert.pem", "-keyout", "key.pem"]
        + options,
      in: scratch.path)
    try #require(result.code == 0, "\(result.output)")
  }

  private static func open(_ scratch: ScratchDirectory, key: String = "key.pem") throws(CertificateFailure)
    -> ServerCertificates
  {
    try ServerCertificates(
      names: [CertifiedName("api.example.com")],
      source: .files(certificate: scratch("cert.pem"), key: scratch(key)))
  }

  private static let elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

  @Test(
    "is used for all names, with its key in each of the usual forms",
    arguments: [
      ["-newkey", "rsa:2048", "-nodes"], elliptic,
      ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes"],
    ], ["pkey", "pkey -traditional"])
  func forms(_ options: [String], _ conversion: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try Self.make(options, in: scratch)
    let converted = try ExternalCommand.run(
      ["openssl"] + conversion.split(separator: " ").map { String($0) } + ["-in", "key.pem", "-out", "other.pem"],
      in: scratch.path)
    try #require(converted.code == 0, "\(converted.output)")
    let certificates = try Self.open(scratch, key: "other.pem")
    let issued = try certificates.certificate(for: CertifiedName("api.example.com"))
    #expect(try issued == certificates.certificate(for: nil) && issued.chain.count == 1)
    #expect(certificates.authority == nil && certificates.warnings.isEmpty)
    #expect(certificates.covers(CertifiedName("api.example.com")) && !certificates.covers(CertifiedName("a")))
    let file = try String(contentsOf: URL(filePath: scratch("other.pem")), encoding: .utf8)
    let document = try PEMDocument(pemString: file)
    #expect(document.derBytes == issued.privateKey)
    #expect((document.discriminator == "PRIVATE KEY") == (conversion == "pkey"))
  }

  @Test func `is read from one file with its chain, its key and the curve before it`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let result = try ExternalCommand.run(
      [
        "bash", "-ec",
        """
        openssl ecparam -name prime256v1 -genkey -out key.pem
        openssl req -x509 -subj /CN=a -key key.pem -out cert.pem
        openssl req -x509 -subj /CN=b -newkey rsa:2048 -nodes -keyout /dev/null -out other.pem
        cat other.pem key.pem >> cert.pem
        """,
      ], in: scratch.path)
    try #require(result.code == 0, "\(result.output)")
    #expect(try Self.open(scratch, key: "cert.pem").certificate(for: nil).chain.count == 2)
  }

  @Test func `that has ended is used with a warning`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try Self.make(Self.elliptic + ["-days", "3"], in: scratch)
    let certificates = try ServerCertificates(
      names: [], source: .files(certificate: scratch("cert.pem"), key: scratch("key.pem"))
    ) { .now + 4 * .day }
    #expect(certificates.warnings.count == 1)
    #expect(
      certificates.warnings.first?.hasPrefix(
        "clients will refuse the certificate in \(scratch("cert.pem")): it is valid from 20") == true)
    #expect(try certificates.certificate(for: nil).ends < .now + 4 * .day)
  }

  @Test(
    "that cannot be used is refused with the file and the reason",
    arguments: [
      ("rm cert.pem", "there is no file DIR/cert.pem"), ("rm key.pem", "there is no file DIR/key.pem"),
      ("cp key.pem cert.pem", "DIR/cert.pem has no certificate: it must begin with -----BEGIN CERTIFICATE-----"),
      ("cp cert.pem key.pem", "DIR/key.pem has no private key: it must have a line -----BEGIN PRIVATE KEY-----"),
      ("openssl genpkey -algorithm ED448 -out key.pem", "the key in DIR/key.pem is damaged, or neither RSA nor EC"),
      ("openssl ecparam -name prime256v1 -genkey -noout -out key.pem", "the key in DIR/key.pem does not belong to"),
      (
        "openssl pkey -aes128 -passout pass:1234 -in key.pem -out k && mv k key.pem",
        "the key in DIR/key.pem is encrypted"
      ),
      (
        "openssl ec -aes128 -passout pass:1234 -in key.pem -out k && mv k key.pem",
        "the key in DIR/key.pem is encrypted; write it without a password"
      ),
      ("mkdir d && rm key.pem && mv d key.pem", "DIR/key.pem cannot be read: Not a regular file"),
      ("sed -i 3s/./%/ cert.pem", "DIR/cert.pem is not a valid PEM file"),
      ("sed -i 4d cert.pem", "the certificate in DIR/cert.pem is damaged"),
      ("sed 4d cert.pem > c && cat c >> cert.pem", "certificate 2 in DIR/cert.pem is damaged"),
    ])
  func refused(_ change: String, _ sentence: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try Self.make(Self.elliptic, in: scratch)
    let result = try ExternalCommand.run(["bash", "-ec", change], in: scratch.path)
    try #require(result.code == 0, "\(result.output)")
    let failure = #expect(throws: CertificateFailure.self) { try Self.open(scratch) }
    #expect(
      failure?.description.hasPrefix(sentence.replacing("DIR", with: scratch.path)) == true,
      "\(failure?.description ?? "")")
  }
}
