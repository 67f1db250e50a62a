import Foundation
import Synchronization
import Testing
import UnderstudyTestSupport

@testable import UnderstudyCertificates

@Suite("A directory of certificates") struct AuthorityDirectoryTests {
  private static let name = CertifiedName("api.example.com")

  private static func open(
    _ path: String, names: [CertifiedName] = [name], at now: Date = .now, roots: [[UInt8]] = []
  ) throws(CertificateFailure) -> ServerCertificates {
    try ServerCertificates(
      names: names, source: .directory(path), roots: { SystemRoots(certificates: roots) }, now: { now })
  }

  private static func contents(of directory: String) throws -> [String: Data] {
    try FileManager.default.contentsOfDirectory(atPath: directory).reduce(into: [:]) { files, name in
      files[name] = try Data(contentsOf: URL(filePath: "\(directory)/\(name)"))
    }
  }

  @Test func `is made with all its files, and nothing of it changes at further starts`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let root = try CertificateAuthority(names: CertifiedNames([]), from: .now).root.der
    let first = try Self.open(scratch("tls"), roots: [root])
    let files = try Self.contents(of: scratch("tls"))
    #expect(Set(files.keys) == ["ca.pem", "ca.key", "bundle.pem", "trust.p12"])
    let authority = try #require(first.authority)
    #expect(authority.files?.certificate == scratch("tls/ca.pem"))
    #expect(files["ca.pem"] == Data(authority.certificatePEM.utf8))
    #expect(files["bundle.pem"] == Data(authority.bundlePEM().utf8))
    #expect(files["trust.p12"] == Data(try authority.trustStore()))
    #expect(try PEMFile(at: scratch("tls/bundle.pem"))?.encodedCertificates.count == 2)
    let second = try Self.open(scratch("tls"))
    #expect(second.authority?.certificatePEM == authority.certificatePEM)
    #expect(try Self.contents(of: scratch("tls")) == files)
  }

  @Test func `keeps the key to its owner, whatever the umask`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    _ = try Self.open(scratch.path)
    let mode = try FileManager.default.attributesOfItem(atPath: scratch("ca.key"))[.posixPermissions] as? Int
    #expect(mode == 0o600)
    for name in ["ca.pem", "bundle.pem", "trust.p12"] {
      let text = String(decoding: try Data(contentsOf: URL(filePath: scratch(name))), as: UTF8.self)
      #expect(!text.contains("PRIVATE"))
    }
  }

  @Test func `gets its bundle and its trust store again if they are missing`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    _ = try Self.open(scratch.path)
    let files = try Self.contents(of: scratch.path)
    try FileManager.default.removeItem(atPath: scratch("bundle.pem"))
    try FileManager.default.removeItem(atPath: scratch("trust.p12"))
    _ = try Self.open(scratch.path)
    #expect(try Self.contents(of: scratch.path) == files)
  }

  @Test func `has one authority if many servers start in it at once`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let found = Gathering<String>()
    try Threads.run(8) { _ in
      let certificates = try Self.open(scratch("tls"))
      found.add(certificates.authority?.certificatePEM ?? "none")
    }
    #expect(found.all.count == 8 && Set(found.all).count == 1)
    #expect(try Self.contents(of: scratch("tls")).count == 4)
  }

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
      case .unlimited: try edit("ca.pem") { _ in AuthorityDirectoryTests.unlimited }
      case .keyIsDirectory:
        try remove("ca.key")
        try files.createDirectory(atPath: "\(path)/ca.key", withIntermediateDirectories: false)
      }
    }
  }

  /// An authority without constraints, made with OpenSSL.
  private static let unlimited = """
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
    _ = try Self.open(scratch("tls"))
    _ = try Self.open(scratch("other"))
    try damage.apply(to: scratch("tls"), other: scratch("other"))
    let names = try FileManager.default.subpathsOfDirectory(atPath: scratch("tls"))
    let failure = #expect(throws: CertificateFailure.self) { try Self.open(scratch("tls")) }
    #expect(failure?.description.contains(damage.sentence) == true, "\(failure?.description ?? "")")
    #expect(failure?.description.contains(scratch("tls")) == true)
    #expect(try Set(FileManager.default.subpathsOfDirectory(atPath: scratch("tls"))) == Set(names))
  }

  @Test("that does not permit a name says so", arguments: ["api.example.net", "10.0.0.1", "example.com"])
  func newName(_ name: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    _ = try Self.open(scratch.path)
    let failure = #expect(throws: CertificateFailure.self) {
      try Self.open(scratch.path, names: [Self.name, CertifiedName(name)])
    }
    #expect(failure?.description.contains("/ca.pem does not permit \(name); remove ca.pem, ") == true)
    // Fewer names, and names below those that are permitted, are no reason to make a new one.
    _ = try Self.open(scratch.path, names: [CertifiedName("eu.api.example.com"), CertifiedName("127.8.8.8")])
  }

  @Test func `whose authority is about to end, or has not begun, is refused with the time`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    _ = try Self.open(scratch.path)
    _ = try Self.open(scratch.path, at: .now + 3615 * .day)
    let late = #expect(throws: CertificateFailure.self) { try Self.open(scratch.path, at: .now + 3625 * .day) }
    #expect(late?.description.contains("/ca.pem is valid to 20") == true)
    let early = #expect(throws: CertificateFailure.self) { try Self.open(scratch.path, at: .now - 2 * .day) }
    #expect(early?.description.contains("/ca.pem is valid from 20") == true)
  }

  @Test func `that cannot be made is named, and a missing bundle of the system is a warning`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("", to: "file")
    for path in [scratch("file"), scratch("missing/tls")] {
      let failure = #expect(throws: CertificateFailure.self) { try Self.open(path) }
      #expect(failure?.description.hasPrefix("the directory \(path) cannot be used: ") == true)
    }
    #expect(try Self.open(scratch("tls")).warnings == [SystemRoots.missing])
    let root = try CertificateAuthority(names: CertifiedNames([]), from: .now).root.der
    #expect(try Self.open(scratch("tls"), roots: [root]).warnings.isEmpty)
  }
}
