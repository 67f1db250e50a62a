import Foundation
import UnderstudyTestSupport

/// A recipe of `examples`: a client under test, and its test, in one language.
struct Example {
  /// How it is run in the repository.
  let command: [String]
  /// What it says when all went well.
  let verified: [String]

  static let python = Example(
    command: [
      ExternalProgram.python.path ?? "python", "-B", "-m", "pytest", "-p", "no:cacheprovider", "-v",
      "examples/python",
    ],
    verified: [
      "test_an_agent_is_created_updated_and_archived PASSED",
      "test_an_update_changes_what_it_says_and_nothing_else PASSED", "test_it_tries_again_after_a_429 PASSED",
      "3 passed",
    ])
  static let node = Example(
    command: ["node", "--test", "examples/node/agents.test.mjs"],
    verified: sentences + ["pass 3"])
  static let java = Example(
    command: ["java", "examples/java/AgentClientTest.java"], verified: sentences)
  static let shell = Example(
    command: ["examples/shell/agents.sh"],
    verified: sentences)

  private static let sentences = [
    "an agent is created, updated and archived", "an update changes what it says and nothing else",
    "it tries again after a 429",
  ]

  /// How an example gets its server.
  enum Way: CaseIterable { case givenURL, run }

  func run(_ way: Way) throws -> (code: Int32, output: String) {
    switch way {
    case .givenURL: return try run(against: [])
    case .run: return try Script.run([Repository.command, "run", "--"] + command, [:])
    }
  }

  /// Runs it with a new server.
  func run(against arguments: [String]) throws -> (code: Int32, output: String) {
    let server = try Serving(arguments)
    defer { server.kill() }
    return try Script.run(command, server.forClients)
  }
}

extension Serving {
  /// A proxy that the machine may have is not for a server on it.
  static let withoutProxy = ["NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"]

  /// Environment variables with the address of the server, for clients.
  var forClients: [String: String] {
    Self.withoutProxy.merging(["UNDERSTUDY_URL": "http://127.0.0.1:\(port)"]) { $1 }
  }
}
