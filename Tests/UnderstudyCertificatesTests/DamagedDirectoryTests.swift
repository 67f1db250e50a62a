import Foundation
import Testing
import UnderstudyTestSupport

@testable import UnderstudyCertificates

@Suite("A directory of certificates") struct DamagedDirectoryTests {
  /// What is wrong with a directory.
  enum Damage: CaseIterable {
    case keyMissing, certificateMissing, keyOfAnother, keyReadable, certificateEmpty, keyCut, keyWithoutCertificate
    case bundleOfAnother, trustStoreOfAnother, bundleLeft, unlimited, keyIsDirectory

    /// What the message says.
    var sentence: String {
      switch self {
      case .keyMissing: "/ca.key is missing; remove ca.pem, ca.key, bundle.pem and trust.p12 from"
      case .certificateMissing: "/ca.pem is missing; remove"
      case .keyOfAnother: "/ca.key does not belong to"
      case .keyReadable: "`chmod 600 "
      case .certificateEmpty: "/ca.pem has no certificate"
      case .keyCut: "/ca.key is not a valid PEM file; remove ca.pem"
      case .keyWithoutCertificate: "/ca.key has no certificate: "
      case .bundleOfAnother: "/bundle.pem does not have the certificate of"
      case .trustStoreOfAnother: "/trust.p12 does not have the certificate of"
      case .bundleLeft: "/bundle.pem belongs to an authority that is missing; remove it"
      case .unlimited: "/ca.pem is not limited to names"
      case .keyIsDirectory: "/ca.key cannot be read: Not a regular file"
      }
    }

    func apply(to path: String, other: String) throws {
      let files = FileManager.default
      func remove(_ names: String...) throws {
        for name in names { try files.removeItem(atPath: "\(path)/\(name)") }
      }
      func take(_ name: String) throws {
        try remove(name)
        try files.copyItem(atPath: "\(other)/\(name)", toPath: "\(path)/\(name)")
      }
      func edit(_ name: String, _ change: (String) -> String) throws {
        let url = URL(filePath: "\(path)/\(name)")
        // Not atomically, which would change the file's mode.
        try Data(change(String(contentsOf: url, encoding: .utf8)).utf8).write(to: url)
      }
      switch self {
      case .keyMissing: try remove("ca.key")
      case .certificateMissing: try remove("ca.pem")
      case .keyOfAnother: try take("ca.key")
      case .keyReadable: try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(path)/ca.key")
      case .certificateEmpty: try edit("ca.pem") { _ in "" }
      case .keyCut: try edit("ca.key") { String($0.prefix(100)) }
      case .keyWithoutCertificate:
        try edit("ca.key") { String($0.split(separator: "-----BEGIN CERTIFICATE").first ?? "") }
      case .bundleOfAnother: try take("bundle.pem")
      case .trustStoreOfAnother: try take("trust.p12")
      case .bundleLeft: try remove("ca.pem", "ca.key")
      case .unlimited: try edit("ca.pem") { _ in DamagedDirectoryTests.unlimited }
      case .keyIsDirectory:
        try remove("ca.key")
        try files.createDirectory(atPath: "\(path)/ca.key", withIntermediateDirectories: false)
      }
    }
  }

  /// An authority without constraints, made with OpenSSL.
  fileprivate static let unlimited = """
    -----BEGIN CERTIFICATE-----
    MIIBfzCCASWgAwIBAgIUAV84lh+SV5G1xks6tJLtZL2NpcUwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJQWxsIHNpdGVzMCAXDTI2MTEyOTE3MTQwMloYDzIxMjYxMTA1
    MTcxNDAyWjAUMRIwEAYDVQQDDAlBbGwgc2l0ZXMwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAARUER9+XdputZeTXTJg5r0lfvwJGBWgufnTh10958LRiP4Rv0K435Kx
    Myhq6Y/kXcDfl5bBCTq1wTksPi+iAMYro1MwUTAdBgNVHQ4EFgQUE5CXbG3f8cn1
    QwUWmP6APqgdgk8wHwYDVR0jBBgwFoAUE5CXbG3f8cn1QwUWmP6APqgdgk8wDwYD
    VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAnCBR0TU2jLEX5/74hkvt
    birr3+e6yJjApj2EEYD5o9sCIH6eageaR3c/X/a0Lnuk5WbsnWdJUZN0k4cJfErL
    iAg3
    -----END CERTIFICATE-----
    """

  @Test("that is damaged is named, and nothing in it changes", arguments: Damage.allCases)
  func damage(_ damage: Damage) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    _ = try AuthorityDirectoryTests.open(scratch("tls"))
    _ = try AuthorityDirectoryTests.open(scratch("other"))
    try damage.apply(to: scratch("tls"), other: scratch("other"))
    let names = try FileManager.default.subpathsOfDirectory(atPath: scratch("tls"))
    let failure = #expect(throws: CertificateFailure.self) { try AuthorityDirectoryTests.open(scratch("tls")) }
    #expect(failure?.description.contains(damage.sentence) == true, "\(failure?.description ?? "")")
    #expect(failure?.description.contains(scratch("tls")) == true)
    #expect(try Set(FileManager.default.subpathsOfDirectory(atPath: scratch("tls"))) == Set(names))
  }
}
