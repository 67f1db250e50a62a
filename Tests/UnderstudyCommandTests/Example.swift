import Foundation
import Testing
import UnderstudyTestSupport

/// A project of `examples`, copied to a directory of its own, as its readers do. Remove it at the end of the test.
struct Example {
  /// The commands of its README.
  private let commands: String
  /// The lines that its README shows.
  let output: [String]
  private let scratch: ScratchDirectory

  init(_ name: String) throws {
    let blocks = try Guide("../examples/\(name)/README.md").blocks
    let commands = try #require(blocks.firstIndex { $0.language == "sh" }, "the README has no commands")
    self.commands = blocks[commands].text
    let output = try #require(blocks[commands...].dropFirst().first, "the README does not show what they print")
    self.output = output.text.split(separator: "\n").map(String.init)
    scratch = try ScratchDirectory()
    try scratch.copy("\(Repository.root)/examples/\(name)", to: name)
    directory = scratch(name)
  }

  let directory: String

  func remove() { scratch.remove() }

  /// How an example gets its server.
  enum Way: CaseIterable { case givenURL, run }

  func run(_ way: Way) throws -> (code: Int32, output: String) {
    switch way {
    case .givenURL: try run(against: [])
    case .run: try run(commands, [:])
    }
  }

  /// Runs it with a new server.
  func run(against arguments: [String]) throws -> (code: Int32, output: String) {
    let server = try Serving(arguments)
    defer { server.kill() }
    return try run(commands.replacing("understudy run -- ", with: ""), server.forClients)
  }

  /// Runs its commands against a server at another address than that in its README.
  func run(with server: Serving) throws -> (code: Int32, output: String) {
    try run(commands.replacing("127.0.0.1:4010", with: "127.0.0.1:\(server.port)"), server.forClients)
  }

  private func run(_ commands: String, _ variables: [String: String]) throws -> (code: Int32, output: String) {
    let program = URL(filePath: Repository.command).deletingLastPathComponent().path
    let python = ExternalProgram.python.path.map { URL(filePath: $0).deletingLastPathComponent().path } ?? program
    return try ExternalCommand.run(
      ["bash", "-ec", "PATH='\(program)':'\(python)':$PATH\n\(commands)"], in: directory, variables)
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
