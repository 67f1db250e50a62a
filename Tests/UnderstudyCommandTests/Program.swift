import Foundation
import UnderstudyTestSupport

/// An `understudy` process. End it: `defer { program.kill() }`.
final class Program: Sendable {
  /// How a process ended.
  struct Ending: CustomStringConvertible {
    /// The exit code, or 128 and the number of the signal that ended it.
    let code: Int32
    let output: String
    let errors: String

    var description: String { "exit code \(code)\n\(output)\(errors)" }
  }

  struct Failure: Error, CustomStringConvertible { let description: String }

  private let process: Process
  private let output: LineReader
  private let scratch: ScratchDirectory
  private let end = DispatchSemaphore(value: 0)

  var id: pid_t { process.processIdentifier }

  /// - Parameters:
  ///   - variables: the process has these and no other `UNDERSTUDY_…` variables.
  ///   - launcher: a command that is given the program and its arguments, such as `["env"]`.
  ///   - errors: the standard error of the process; nil for a file, which never fills up as an unread pipe does.
  ///   - output: its standard output; nil for a pipe, which ``nextLine()`` reads.
  init(
    _ arguments: [String], _ variables: [String: String] = [:], launcher: [String] = [], errors: Pipe? = nil,
    output unread: Pipe? = nil
  ) throws {
    scratch = try ScratchDirectory()
    let command = launcher + [Repository.command] + arguments
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(filePath: Repository.root)
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("UNDERSTUDY_") }
      .merging(Sanitizer.variables) { _, added in added }
      .merging(variables) { _, given in given }
    process.standardInput = FileHandle.nullDevice
    let file = try FileHandle(forWritingTo: URL(filePath: try scratch.write("", to: "errors")))
    process.standardError = errors?.fileHandleForWriting ?? file
    let pipe = Pipe()
    process.standardOutput = unread ?? pipe
    if unread != nil { try pipe.fileHandleForWriting.close() }
    output = LineReader(pipe.fileHandleForReading)
    process.terminationHandler = { [end] _ in end.signal() }
    try process.start()
    // The process has it. Foundation would keep it, as all of these, for as long as the tests run.
    try file.close()
  }

  /// Everything it has said on standard error so far.
  var errors: String { (try? String(contentsOfFile: scratch("errors"), encoding: .utf8)) ?? "" }

  /// Waits for the next line of standard output.
  func nextLine() throws -> String {
    guard let line = try output.nextLine() else { throw Failure(description: "no line came; \(errors)") }
    return line
  }

  /// Sends a signal, by the id that only this process has until its end is noticed.
  func signal(_ signal: Int32) { Glibc.kill(id, signal) }

  /// Waits until it has ended by itself, or by a signal that was sent.
  func ending() throws -> Ending {
    // Read first: the process blocks while the pipe is full.
    let said = Result { try output.rest() }
    guard end.wait(timeout: .now() + patience / .seconds(1)) == .success else {
      throw Failure(description: "it did not end; \(errors)")
    }
    defer { end.signal() }
    let bySignal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Ending(
      code: process.terminationStatus + bySignal, output: try said.get(), errors: errors)
  }

  /// Ends it, whatever it does, and removes what it wrote.
  func kill() {
    if process.isRunning { signal(SIGKILL) }
    _ = try? ending()
    output.close()
    scratch.remove()
  }

  /// Runs a command that ends by itself.
  static func run(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Ending {
    let program = try Program(arguments, variables)
    defer { program.kill() }
    return try program.ending()
  }
}
