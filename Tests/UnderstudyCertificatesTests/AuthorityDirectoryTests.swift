import Foundation
import Synchronization
import Testing
import UnderstudyPlatform
import UnderstudyTestSupport

@testable import UnderstudyCertificates

@Suite("A directory of certificates") struct AuthorityDirectoryTests {
  static let name = CertifiedName("api.example.com")

  static func open(
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

  @Test func `keeps the key to its owner`() throws {
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

  @Test func `is locked while it is made, but not for longer`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    var first: LockedDirectory? = try LockedDirectory(scratch("tls"))
    let failure = #expect(throws: SystemError.self) { try LockedDirectory(scratch("tls"), attempts: 2) }
    #expect(failure?.description == "Another process has locked it" && first != nil)
    first = nil
    _ = try Self.open(scratch("tls"))
    #expect(throws: Never.self) { try LockedDirectory(scratch("tls"), attempts: 1) }
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
