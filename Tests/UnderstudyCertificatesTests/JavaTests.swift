import Foundation
import Testing
import UnderstudyTestSupport

@testable import UnderstudyCertificates

@Suite("Java", .waits, .tags(.external), .needs(.java), .needs(.openssl)) struct JavaTests {
  private static let connect = """
    import javax.net.ssl.*;
    import java.net.Socket;

    class Connect {
      public static void main(String[] arguments) throws Exception {
        for (int index = 1; index < arguments.length; index += 2) {
          Socket plain = new Socket("127.0.0.1", Integer.parseInt(arguments[index]));
          SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
          try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, arguments[index + 1], 443, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            System.out.println(arguments[index + 1] + ": trusted");
          } catch (SSLException error) {
            System.out.println(arguments[index + 1] + ": " + error.getMessage());
          }
        }
      }
    }
    """

  /// Java ignores the constraints of the root, but obeys those of the intermediate certificate.
  @Test func `trusts the authority of the trust store, for its names only`() throws {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    let names = try CertifiedNames([CertifiedName("api.example.com")])
    let authority = try CertificateAuthority(names: names, from: .now)
    let other = try CertificateAuthority(names: names, from: .now)
    let trusted = try TrustedAuthority(authority.root, files: nil) { SystemRoots(in: []) }
    try Data(trusted.trustStore()).write(to: URL(filePath: directory("trust.p12")))
    let ours = try TLSTestServer(
      authority.issue(for: [CertifiedName("api.example.com")], from: .now), in: directory)
    let foreign = try TLSTestServer(
      authority.issue(for: [CertifiedName("bank.example.net")], from: .now), in: directory)
    let unknown = try TLSTestServer(other.issue(for: [CertifiedName("api.example.com")], from: .now), in: directory)
    let program = try directory.write(Self.connect, to: "Connect.java")
    let answer = try ExternalCommand.run([
      "java", "-Djavax.net.ssl.trustStore=\(directory("trust.p12"))",
      "-Djavax.net.ssl.trustStorePassword=\(TrustedAuthority.trustStorePassword)", program, "",
      ours.port, "api.example.com", foreign.port, "bank.example.net", unknown.port, "api.example.com",
    ])
    let lines = answer.output.split(separator: "\n")
    try #require(lines.count == 3, "\(answer.output)")
    #expect(lines[0] == "api.example.com: trusted")
    #expect(lines[1].hasPrefix("bank.example.net: PKIX path "))
    #expect(lines[2].hasPrefix("api.example.com: PKIX path "))
  }

  @Test("lists each certificate of the trust store as trusted")
  func entries() throws {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    let roots = try (0..<3).map { _ in
      try CertificateAuthority(names: CertifiedNames([]), from: .now).root
    }
    let authority = try CertificateAuthority(names: CertifiedNames([]), from: .now)
    let trusted = try TrustedAuthority(authority.root, files: nil) {
      SystemRoots(certificates: roots.compactMap { try? $0.der })
    }
    try Data(trusted.trustStore()).write(to: URL(filePath: directory("trust.p12")))
    for password in [["-storepass", "changeit"], ["-storepass", "another"]] {
      let list = try ExternalCommand.run(
        ["keytool", "-J-Duser.language=en", "-list", "-keystore", directory("trust.p12")] + password)
      #expect(list.code == 0 && list.output.contains("contains 4 entries"), "\(list.output)")
      #expect(list.output.matches(of: /trustedCertEntry/).count == 4)
      #expect(list.output.contains("understudy, ") && list.output.contains("system-3, "))
    }
  }

  @Test func `lists the roots of this system too`() throws {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    let authority = try #require(try ServerCertificates(names: []).authority)
    try Data(authority.trustStore()).write(to: URL(filePath: directory("trust.p12")))
    let list = try ExternalCommand.run(
      ["keytool", "-J-Duser.language=en", "-list", "-keystore", directory("trust.p12"), "-storepass", "changeit"])
    let count = list.output.matches(of: /trustedCertEntry/).count
    #expect(list.code == 0 && count == SystemRoots().certificates.count + 1, "\(list.output.prefix(1000))")
  }
}
