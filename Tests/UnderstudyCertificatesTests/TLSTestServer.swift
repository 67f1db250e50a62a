import Foundation
import SwiftASN1
import UnderstudyTestSupport

@testable import UnderstudyCertificates

/// OpenSSL's own server, with one certificate whatever its name. It ends with the object.
final class TLSTestServer {
  private struct Silent: Error {}

  private let process: Process
  let port: String

  init(_ certificate: IssuedCertificate, in directory: ScratchDirectory) throws {
    let (process, name) = (Process(), UUID().uuidString)
    self.process = process
    let chain = try directory.write(certificate.pem, to: "\(name).pem")
    let key = try directory.write(certificate.keyPEM, to: "\(name).key")
    process.executableURL = URL(filePath: ExternalProgram.openssl.path ?? "openssl")
    process.arguments = [
      "s_server", "-accept", "127.0.0.1:0", "-cert", chain, "-cert_chain", chain, "-key", key, "-www",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let output = try directory.write("", to: "\(name).out")
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    try process.start()
    guard try until({ try Self.port(in: output) != nil || !process.isRunning }),
      let port = try Self.port(in: output)
    else {
      Self.end(process)
      throw Silent()
    }
    self.port = port
  }

  private static func port(in file: String) throws -> String? {
    let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }
    return text.hasSuffix("\n") ? line?.split(separator: ":").last.map { String($0) } : nil
  }

  deinit { Self.end(process) }

  /// The threads of tests block SIGTERM, and so do the programs that they start.
  private static func end(_ process: Process) {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

extension IssuedCertificate {
  var pem: String { chain.map { PEMDocument(type: "CERTIFICATE", derBytes: $0).pemString + "\n" }.joined() }
  var keyPEM: String { PEMDocument(type: "PRIVATE KEY", derBytes: privateKey).pemString + "\n" }
}
