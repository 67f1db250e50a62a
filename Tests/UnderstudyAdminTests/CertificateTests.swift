import Foundation
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("Certificates, of the control plane", .waits) struct CertificateTests {
  private static let paths = ["/ca.pem", "/bundle.pem", "/trust.p12", "/certs/wiremock-ca.crt"]

  @Test(
    "are files to download, in any sandbox",
    arguments: [
      ("/ca.pem", "application/x-pem-file", "ca.pem"), ("/bundle.pem", "application/x-pem-file", "bundle.pem"),
      ("/trust.p12", "application/x-pkcs12", "trust.p12"),
      ("/certs/wiremock-ca.crt", "application/x-pem-file", "wiremock-ca.crt"),
    ])
  func files(_ path: String, _ type: String, _ name: String) throws {
    let server = try FreshServer { $0.tls = TLSSettings() }
    for sandbox in [nil, "a"] {
      let answer = try server.admin("GET", path, in: sandbox)
      #expect(answer.status == 200 && answer["Content-Type"] == type)
      #expect(answer["Content-Disposition"] == #"attachment; filename="\#(name)""#)
      #expect(answer["X-Content-Type-Options"] == "nosniff")
      #expect(!answer.text.contains("PRIVATE"))
    }
    #expect(try server.admin("POST", path).status == 405)
  }

  @Test func `are those of the directory, and /info names the files`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try FreshServer { settings in
      settings.tls = TLSSettings()
      settings.tls?.certificates = .directory(scratch("tls"))
      settings.tls?.names = ["Mock.example.com", "10.1.2.3"]
    }
    for name in ["ca.pem", "bundle.pem", "trust.p12"] {
      let file = try Data(contentsOf: URL(filePath: scratch("tls/\(name)")))
      #expect(try Data(server.admin("GET", "/\(name)").body) == file, "\(name)")
    }
    let tls = try #require(try server.admin("GET", "/info")[at: "/tls"]?.members)
    #expect(tls["enabled"] == true && tls["ownAuthority"] == true && tls["url"] == "https://localhost")
    #expect(
      tls["names"] == [
        "api.talkifai.dev", "api.trillet.ai", "api.voicebip.com", "crmwebhook.com", "localhost", "mock.example.com",
        "studio.talkifai.dev", "10.1.2.3", "127.0.0.1", "::1",
      ])
    #expect(
      tls["files"] == [
        "ca": .string(scratch("tls/ca.pem")), "bundle": .string(scratch("tls/bundle.pem")),
        "trustStore": .string(scratch("tls/trust.p12")),
      ])
  }

  @Test func `in memory have no files, and are others in each server`() throws {
    let servers = try (0..<2).map { _ in try FreshServer { $0.tls = TLSSettings() } }
    #expect(try servers[0].admin("GET", "/info")[at: "/tls/files"] == .null)
    let texts = try servers.map { try $0.admin("GET", "/ca.pem").text }
    #expect(texts[0] != texts[1] && texts.allSatisfy { $0.hasPrefix("-----BEGIN CERTIFICATE-----\n") })
  }

  @Test("are missing without TLS, and the error says what to do", arguments: paths)
  func missing(_ path: String) throws {
    let server = try FreshServer()
    let answer = try server.admin("GET", path)
    #expect(try answer.status == 404 && answer[at: "/errors/0/title"] == "The server does not speak TLS")
    #expect(answer.text.contains("start it with --tls"))
    #expect(try server.admin("GET", "/info")[at: "/tls"] == ["enabled": false])
  }

  @Test(
    "are missing with a certificate of the user's own, and the error says so", .tags(.external), .needs(.openssl),
    arguments: paths)
  func own(_ path: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let made = try ExternalCommand.run(
      [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a", "-out", "a.pem", "-keyout",
        "a.key",
      ],
      in: scratch.path)
    try #require(made.code == 0, "\(made.output)")
    let server = try FreshServer { settings in
      settings.tls = TLSSettings()
      settings.tls?.certificates = .files(certificate: scratch("a.pem"), key: scratch("a.key"))
    }
    let answer = try server.admin("GET", path)
    #expect(try answer.status == 404 && answer[at: "/errors/0/title"] == "The server has no authority of its own")
    #expect(answer.text.contains("the certificate of --tls-cert"))
    #expect(try server.admin("GET", "/info")[at: "/tls/ownAuthority"] == false)
  }

  @Test func `that cannot be used keep the server from starting, with the sentence`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let failure = #expect(throws: MockServer.StartFailure.self) {
      try FreshServer { settings in
        settings.tls = TLSSettings()
        settings.tls?.certificates = .files(certificate: scratch("a.pem"), key: scratch("a.key"))
      }
    }
    guard case .invalidSetting? = failure?.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(failure?.description == "there is no file \(scratch("a.pem"))")
  }
}
