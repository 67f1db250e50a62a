import Foundation

/// A command that a test runs besides the product.
package enum ExternalCommand {
  /// Runs a command to its end.
  /// - Parameter directory: where it runs; nil for the directory of the tests.
  /// - Returns: its exit code, and what it prints, on either output.
  @discardableResult
  package static func run(
    _ words: [String], in directory: String? = nil, _ variables: [String: String] = [:]
  ) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    if let directory { process.currentDirectoryURL = URL(filePath: directory) }
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { _, given in given }
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.start()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    try output.fileHandleForReading.close()
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
