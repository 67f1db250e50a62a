import ArgumentParser
import Glibc
import Understudy

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

enum StandardOutput {
  static func write(_ text: String) { writeAll(text, to: STDOUT_FILENO) }
}

enum StandardError {
  static func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
  static func write(_ bytes: UnsafeBufferPointer<UInt8>) { writeAll(bytes, to: STDERR_FILENO) }
}

private func writeAll(_ text: String, to descriptor: Int32) {
  text.utf8.span.withUnsafeBufferPointer { writeAll($0, to: descriptor) }
}

/// Lines go out in one system call each, so that those of several threads do not mix. A reader that has gone is
/// no reason to stop.
private func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = Glibc.write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return }
    rest = rest.dropFirst(written)
  }
}
