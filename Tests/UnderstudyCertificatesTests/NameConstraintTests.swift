import Foundation
import Testing
import UnderstudyTestSupport

@testable import UnderstudyCertificates

/// What clients say to certificates for the names that an authority may vouch for, and to one for another site that was
/// made with its key, as a thief would make it.
@Suite("A certificate", .waits, .tags(.external), .needs(.openssl)) struct NameConstraintTests {
  private static let names = [
    "api.example.com", "localhost", "127.0.0.1", "::1", "10.1.2.3", "localhost.example.org",
  ]

  /// A client that connects to 127.0.0.1 and wants a certificate for `$NAME`.
  enum Client: String, CaseIterable {
    case curl, python, node

    var program: ExternalProgram {
      switch self {
      case .curl: .curl
      case .python: .python
      case .node: .node
      }
    }

    var command: [String] {
      switch self {
      case .curl:
        [
          "bash", "-c",
          """
          curl --noproxy '*' -sS --fail -o "$OUT" --cacert "$CA" \
            --connect-to "::127.0.0.1:$PORT" "https://$NAME/" && echo trusted
          """,
        ]
      case .python:
        [
          program.path ?? "python", "-c",
          """
          import os, socket, ssl
          context = ssl.create_default_context(cafile=os.environ["CA"])
          with socket.create_connection(("127.0.0.1", os.environ["PORT"])) as plain:
              with context.wrap_socket(plain, server_hostname=os.environ["NAME"]):
                  print("trusted")
          """,
        ]
      case .node:
        [
          "node", "-e",
          """
          const { CA, NAME, PORT } = process.env
          const ca = require("fs").readFileSync(CA)
          const servername = NAME.match(/^[0-9:.]+$/) ? "" : NAME
          const checked = (host, cert) => require("tls").checkServerIdentity(NAME, cert)
          const socket = require("tls").connect(
            { host: "127.0.0.1", port: PORT, ca, servername, checkServerIdentity: checked },
            () => { console.log("trusted"); socket.destroy() })
          socket.on("error", (error) => { console.log(error.message); process.exit(1) })
          """,
        ]
      }
    }
  }

  private func answer(of client: Client, to name: String, _ permitted: [String]) throws -> (
    code: Int32, output: String
  ) {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    let names = try CertifiedNames(permitted.map { CertifiedName($0) })
    let authority = try CertificateAuthority(names: names, from: .now)
    let trusted = try TrustedAuthority(authority.root, files: nil) { SystemRoots(in: []) }
    let file = try directory.write(trusted.certificatePEM, to: "ca.pem")
    let server = try TLSTestServer(authority.issue(for: [CertifiedName(name)], from: .now), in: directory)
    return try ExternalCommand.run(
      client.command, in: directory.path,
      ["CA": file, "NAME": name, "PORT": server.port, "OUT": directory("page"), "SSL_CERT_FILE": file])
  }

  @Test(
    "for a name that is covered is trusted", .needs(.curl), .needs(.node), .needs(.python),
    arguments: Client.allCases)
  func covered(_ client: Client) throws {
    for name in ["api.example.com", "127.0.0.1"] {
      let answer = try answer(of: client, to: name, Self.names)
      #expect(answer.code == 0 && answer.output.contains("trusted"), "\(name): \(answer.output)")
    }
  }

  @Test(
    "that was made with a leaked key for another site is refused", .needs(.curl), .needs(.node), .needs(.python),
    arguments: Client.allCases)
  func foreign(_ client: Client) throws {
    for name in ["bank.example.net", "10.1.2.4"] {
      let answer = try answer(of: client, to: name, Self.names)
      #expect(
        answer.code != 0 && answer.output.contains("permitted subtree violation"), "\(name): \(answer.output)")
    }
  }

  @Test("is valid for each name as OpenSSL verifies it", arguments: names)
  func openSSL(_ name: String) throws {
    let certificates = try ServerCertificates(names: Self.names.map { CertifiedName($0) })
    let answer = try verify(certificates.certificate(for: CertifiedName(name)), for: name, certificates)
    #expect(answer.code == 0, "\(answer.output)")
    let other = try verify(certificates.certificate(for: CertifiedName(name)), for: "example.net", certificates)
    #expect(other.code != 0 && other.output.contains("ostname mismatch"), "\(other.output)")
  }

  @Test("for clients that ask for no name has localhost and all addresses", arguments: names)
  func standard(_ name: String) throws {
    let certificates = try ServerCertificates(names: Self.names.map { CertifiedName($0) })
    for asked in [nil, CertifiedName("elsewhere.example")] {
      let answer = try verify(certificates.certificate(for: asked), for: name, certificates)
      #expect((answer.code == 0) == (name == "localhost" || CertifiedName(name).isAddress), "\(answer.output)")
    }
  }

  private func verify(
    _ certificate: IssuedCertificate, for name: String, _ certificates: ServerCertificates
  ) throws -> (code: Int32, output: String) {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    let file = try directory.write(#require(certificates.authority).certificatePEM, to: "ca.pem")
    let leaf = try directory.write(certificate.pem, to: "leaf.pem")
    return try ExternalCommand.run([
      "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-no-CAfile", "-no-CApath", "-CAfile", file,
      CertifiedName(name).isAddress ? "-verify_ip" : "-verify_hostname", name, "-untrusted", leaf, leaf,
    ])
  }
}
