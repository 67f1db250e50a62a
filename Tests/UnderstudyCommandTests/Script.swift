import UnderstudyTestSupport

/// A command that a test runs besides the product.
enum Script {
  /// Runs a script, with the port of a server in `PORT`.
  /// - Returns: what it prints, on either output.
  static func run(_ interpreter: [String], _ script: String, port: UInt16) throws -> String {
    try run(interpreter + [script], ["PORT": "\(port)"]).output
  }

  /// Runs a command in the repository, with these variables besides the process's own.
  /// - Returns: its exit code, and what it prints, on either output.
  static func run(_ command: [String], _ variables: [String: String]) throws -> (code: Int32, output: String) {
    try ExternalCommand.run(command, in: Repository.root, variables)
  }
}
