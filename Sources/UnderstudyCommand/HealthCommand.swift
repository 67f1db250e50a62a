import ArgumentParser
import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer

/// `understudy health`: asks the server on this machine whether it is ready, for container health checks.
struct HealthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Ask a running server whether it is ready; exit code 0 if so, else 1.")

  @OptionGroup var address: AddressOptions<ClientDefaults>

  func run() throws {
    let answer = Result { () throws(SystemError) in
      try ServerCall.status(host: address.reachableHost, port: address.port, path: "/__admin/readyz")
    }
    switch answer {
    case .success(200): StandardOutput.write("ready\n")
    case .success(let status): try fail("the server answers \(status)")
    case .failure(let failure): try fail("\(failure)")
    }
  }

  private func fail(_ reason: String) throws {
    StandardError.writeLine("not ready: \(reason)")
    throw ExitCode(1)
  }
}
