import ArgumentParser
import Understudy
import UnderstudyPlatform

/// Exit codes, by `sysexits.h` where it has one.
extension ExitCode {
  /// `--fail-on` found what it was to look for.
  static let failedOn = ExitCode(3)
  static let badOption = ExitCode(64)
  static let invalidSeeds = ExitCode(65)
  static let unreadableSeeds = ExitCode(66)
  static let cannotListen = ExitCode(69)
  static let internalError = ExitCode(70)
}

/// Runs `work`; a failure is said on standard error and becomes its exit code.
func exiting<Value>(_ work: () throws(StartFailure) -> Value) throws(ExitCode) -> Value {
  do throws(StartFailure) {
    return try work()
  } catch {
    switch error.reason {
    case .invalidSeeds:
      StandardError.write("\(error)\n")
      throw .invalidSeeds
    case .badSetting: throw fail(.badOption, error)
    case .unreadableSeeds: throw fail(.unreadableSeeds, error)
    case .cannotListen: throw fail(.cannotListen, error)
    case .defect: throw fail(.internalError, error)
    }
  }
}

private func fail(_ code: ExitCode, _ failure: StartFailure) -> ExitCode {
  StandardError.write("Error: \(failure)\n")
  return code
}
