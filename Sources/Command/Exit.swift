import ArgumentParser
import Foundation
import Understudy

/// Exit codes, by `sysexits.h` where it has one.
extension ExitCode {
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
    switch error {
    case .invalidSeeds:
      StandardError.write("\(error)\n")
      throw .invalidSeeds
    case .badSetting: throw fail(.badOption, error)
    case .unreadableSeeds: throw fail(.unreadableSeeds, error)
    case .cannotListen: throw fail(.cannotListen, error)
    }
  }
}

private func fail(_ code: ExitCode, _ failure: StartFailure) -> ExitCode {
  StandardError.write("Error: \(failure)\n")
  return code
}

enum StandardOutput {
  static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}

enum StandardError {
  /// In one system call, so that lines of several threads never mix.
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
