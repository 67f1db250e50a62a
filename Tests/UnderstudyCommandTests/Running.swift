import Foundation
import UnderstudyTestSupport

/// `understudy run` with a command that waits until the test ends it. End it: `defer { running.kill() }`.
struct Running {
  let program: Program
  let port: UInt16
  /// The directory of the CA, in the run's own.
  let certificates: String
  /// The directory for temporary files, which is empty before and after the run.
  let scratch: ScratchDirectory

  /// - Parameter script: a part of the command, in the shell's words, before it waits.
  init(_ options: [String] = [], _ variables: [String: String] = [:], script: String = "") throws {
    scratch = try ScratchDirectory()
    let files = try ScratchDirectory()
    end = files
    let wait = #"echo "$UNDERSTUDY_URL $UNDERSTUDY_CA"; until [ -s "$0" ]; do sleep 0.02; done; exit "$(cat "$0")""#
    program = try Program(
      ["run"] + options + ["--", "sh", "-c", "\(script)\n\(wait)", files("code"), "--journal-entries=5"],
      Self.variables.merging(["TMPDIR": scratch.path]) { _, added in added }.merging(variables) { _, given in given
      })
    do {
      let line = try program.nextLine()
      guard let parts = line.wholeMatch(of: /http:.*:([0-9]+) (.*)\/ca.pem/), let port = UInt16(parts.1) else {
        throw Program.Failure(description: "this is not the command's line: \(line)")
      }
      (self.port, certificates) = (port, String(parts.2))
    } catch {
      program.kill()
      throw error
    }
  }

  private let end: ScratchDirectory

  /// Variables of the machine that would be merged, unset.
  static let variables = Dictionary(
    uniqueKeysWithValues: [
      "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO",
      "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "DENO_CERT", "NIX_SSL_CERT_FILE", "HTTPLIB2_CA_CERTS",
      "JAVA_TOOL_OPTIONS", "NO_PROXY", "no_proxy",
    ].map { ($0, "") })

  /// The names in the directory for temporary files.
  var leftovers: [String] { (try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) ?? [] }

  /// Lets the command end with a code.
  func end(_ code: Int) throws -> Program.Ending {
    try end.write("\(code)", to: "code")
    return try program.ending()
  }

  func kill() {
    program.kill()
    scratch.remove()
    end.remove()
  }

  func client() throws -> RawClient { try RawClient(port: port) }

  func get(_ path: String) throws -> RawAnswer {
    try client().exchange("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
  }

  /// Runs a command that ends by itself.
  static func run(
    _ command: [String], options: [String] = [], _ variables: [String: String] = [:], launcher: [String] = []
  ) throws -> Program.Ending {
    let program = try Program(
      ["run"] + options + ["--"] + command, Self.variables.merging(variables) { _, given in given },
      launcher: launcher)
    defer { program.kill() }
    return try program.ending()
  }
}
