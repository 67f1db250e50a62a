import Foundation
import TestSupport
import Testing

/// The examples of the guide, run as they stand there.
@Suite("The guide's example") struct ExampleTests {
  struct Example: CustomTestStringConvertible {
    let language: String
    /// The program that it needs.
    let program: String
    let file: String
    let verified: [String]

    var testDescription: String { language }
    var path: String { "Tests/clients/\(file)" }
    var isRunnable: Bool { Script.path(of: program) != nil }
  }

  static let all = [
    Example(
      language: "Python", program: "python3", file: "python/test_update_agent.py",
      verified: [
        "test_an_update_changes_what_it_says_and_nothing_else", "test_it_tries_again_after_a_429", "Ran 2 tests",
      ]),
    Example(
      language: "JavaScript", program: "node", file: "javascript/update-agent.test.mjs",
      verified: ["an update changes what it says and nothing else", "it tries again after a 429", "pass 2"]),
    Example(
      language: "Swift", program: "swiftc", file: "swift/UpdateAgent.swift",
      verified: ["an update changes what it says and nothing else", "it tries again after a 429"]),
  ]

  @Test("passes", .timeLimit(.minutes(2)), arguments: all)
  func passes(_ example: Example) throws {
    let (code, output) = try run(example, [])
    #expect(code == 0, "\(output)")
    for line in example.verified { #expect(output.contains(line)) }
  }

  @Test("fails where the server cannot tell what it was sent", .timeLimit(.minutes(2)), arguments: all)
  func fails(_ example: Example) throws {
    let (code, output) = try run(example, ["--journal-entries", "0"])
    #expect(code != 0 && output.contains("indeterminate"))
  }

  /// Runs an example against a new server.
  private func run(_ example: Example, _ arguments: [String]) throws -> (code: Int32, output: String) {
    try #require(example.isRunnable, "\(example.program) is not on this machine; `make test` installs it")
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let command: [String]
    switch example.program {
    case "python3": command = ["python3", "-B", example.path, "-v"]
    case "node": command = ["node", "--test", example.path]
    default:
      command = [scratch("example")]
      let compile = ["swiftc", "-swift-version", "6", "-warnings-as-errors", "-parse-as-library"]
      let compiled = try Script.run(compile + [example.path, "-o", scratch("example")], [:])
      try #require(compiled.code == 0, "\(compiled.output)")
    }
    let server = try Serving(arguments)
    defer { server.kill() }
    return try Script.run(command, server.forClients)
  }
}

extension Serving {
  /// What clients are told about a server, by variables; a proxy that the machine may have is not for it.
  var forClients: [String: String] {
    ["UNDERSTUDY_URL": "http://127.0.0.1:\(port)", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"]
  }
}
