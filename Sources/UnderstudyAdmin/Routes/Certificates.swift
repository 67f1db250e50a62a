import HTTPTypes
import UnderstudyCertificates
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRoute {
  static let certificates = [
    AdminRoute("GET", "/ca.pem", "The authority that https clients add to their roots, in PEM") { request in
      try request.file("ca.pem", .pem) { Array($0.certificatePEM.utf8) }
    },
    AdminRoute("GET", "/bundle.pem", "The server's system roots and the authority, in PEM") { request in
      try request.file("bundle.pem", .pem) { Array($0.bundlePEM().utf8) }
    },
    AdminRoute("GET", "/trust.p12", "The same as a PKCS #12 trust store, for Java") { request in
      try request.file("trust.p12", .pkcs12) { try $0.trustStore() }
    },
    AdminRoute("GET", "/certs/wiremock-ca.crt", "The authority, at WireMock's path") { request in
      try request.file("wiremock-ca.crt", .pem) { Array($0.certificatePEM.utf8) }
    },
  ]
}

private enum MediaType: String {
  case pem = "application/x-pem-file"
  case pkcs12 = "application/x-pkcs12"
}

extension AdminRequest {
  /// Returns a file to download.
  /// - Throws: A 404 if the server has no authority of its own.
  fileprivate func file(
    _ name: String, _ type: MediaType, _ contents: (TrustedAuthority) throws -> [UInt8]
  ) throws -> Reply {
    guard let certificates = control.server.certificates else {
      throw AdminError(
        404, title: "The server does not speak TLS",
        detail: "It has no certificates; start it with --tls, or in Swift with `MockServer(…, tls: true)`")
    }
    guard let authority = certificates.authority else {
      throw AdminError(
        404, title: "The server has no authority of its own",
        detail: "It shows the certificate of --tls-cert; clients must trust the authority that issued that. "
          + "Start it with --tls, without --tls-cert and --tls-key, for an authority of its own")
    }
    let fields: HeaderSection = [
      .contentType: type.rawValue, .contentDisposition: #"attachment; filename="\#(name)""#,
      .xContentTypeOptions: "nosniff",
    ]
    return .immediate(Response(status: 200, fields: fields, body: try contents(authority)))
  }

  /// Whether the server speaks TLS, at which URL, for which names, and the files that clients need.
  var tlsInfo: JSON {
    guard let certificates = control.server.certificates else { return ["enabled": false] }
    let files = certificates.authority?.files
    return [
      "enabled": true,
      "url": request.fields.value(of: .host).map { .string("https://\($0)") } ?? .null,
      "names": .array(certificates.names.map { .string($0) }),
      "ownAuthority": .bool(certificates.authority != nil),
      "files": files.map { files in
        [
          "ca": .string(files.certificate), "bundle": .string(files.bundle),
          "trustStore": .string(files.trustStore),
        ]
      } ?? .null,
    ]
  }
}
