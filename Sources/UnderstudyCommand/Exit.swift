import ArgumentParser
import Glibc
import Understudy

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

/// Writes all bytes in one system call if possible, so that the lines of several threads do not mix. Write errors are
/// ignored: a closed output must not stop the server.
private func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = Glibc.write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return }
    rest = rest.dropFirst(written)
  }
}
