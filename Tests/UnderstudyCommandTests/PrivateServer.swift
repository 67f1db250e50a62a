import UnderstudyTestSupport

/// A server with TLS in a network of its own, which clients join. End it: `defer { server.kill() }`.
struct PrivateServer {
  private let serving: Serving
  private let scratch: ScratchDirectory

  /// - Parameters:
  ///   - hosts: the lines of `/etc/hosts`.
  ///   - addresses: what the machine is reached by there, besides loopback.
  init(port: Int = 0, hosts: String, addresses: [String] = [], _ arguments: [String] = []) throws {
    scratch = try ScratchDirectory()
    do {
      let launcher = PrivateNetwork.launcher(
        hosts: try scratch.write("\(hosts)\n", to: "hosts"), addresses: addresses)
      serving = try Serving(
        ["--tls", "--tls-dir", scratch("tls"), "--port", "\(port)"] + arguments, launcher: launcher)
    } catch {
      scratch.remove()
      throw error
    }
  }

  var port: UInt16 { serving.port }

  /// The directory of the authority.
  var certificates: String { scratch("tls") }

  /// A launcher of programs in the network of the server.
  var launcher: [String] { PrivateNetwork.joining(serving.program.id) }

  /// Runs a command, whose paths are absolute, in the network of the server.
  func run(_ command: [String], _ variables: [String: String] = [:]) throws -> (code: Int32, output: String) {
    try Script.run(launcher + command, variables)
  }

  func kill() {
    serving.kill()
    scratch.remove()
  }
}
