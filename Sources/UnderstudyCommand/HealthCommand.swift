import ArgumentParser
import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer

/// `understudy health`: is the server on this machine ready? For container health checks, without curl.
struct HealthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Ask a running server whether it is ready: exit code 0, or 1.")

  @OptionGroup var address: AddressOptions

  func run() throws {
    // A server that listens everywhere is asked on this machine.
    let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][address.host] ?? address.host
    let answer = Result { () throws(SystemError) in
      try StatusProbe.status(host: host, port: address.port, path: "/__admin/readyz")
    }
    switch answer {
    case .success(200): StandardOutput.write("ready\n")
    case .success(let status): try fail("the server answers \(status)")
    case .failure(let failure): try fail("\(failure)")
    }
  }

  private func fail(_ reason: String) throws {
    StandardError.write("not ready: \(reason)\n")
    throw ExitCode(1)
  }
}
