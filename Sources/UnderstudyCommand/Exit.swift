import ArgumentParser
import Understudy
import UnderstudyPlatform

/// Exit codes; those from 64 are those of `sysexits.h`.
extension ExitCode {
  /// `--fail-on` found a request.
  static let failedOn = ExitCode(3)
  static let badOption = ExitCode(64)
  static let invalidSeeds = ExitCode(65)
  static let unreadableSeeds = ExitCode(66)
  static let cannotListen = ExitCode(69)
  static let internalError = ExitCode(70)
}

/// Runs `work`. A failure is written to standard error and thrown as an exit code.
func exiting<Value>(_ work: () throws(MockServer.StartFailure) -> Value) throws(ExitCode) -> Value {
  do throws(MockServer.StartFailure) {
    return try work()
  } catch {
    switch error.reason {
    case .invalidSeeds:
      StandardError.write("\(error)\n")
      throw .invalidSeeds
    case .invalidSetting: throw fail(.badOption, error)
    case .unreadableSeeds: throw fail(.unreadableSeeds, error)
    case .cannotListen: throw fail(.cannotListen, error)
    case .internalError: throw fail(.internalError, error)
    }
  }
}

private func fail(_ code: ExitCode, _ failure: MockServer.StartFailure) -> ExitCode {
  StandardError.write("Error: \(failure)\n")
  return code
}
