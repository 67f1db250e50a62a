import Foundation
import Testing
import Understudy
import UnderstudyTestSupport

/// Runs the commands of the README, as they stand there but for the port.
@Suite("The README", .waits, .tags(.external), .needs(.bash), .needs(.curl), .ends)
struct ReadmeTests {
  private static let page = Result { try Guide("../README.md") }

  @Test("has no command that none of these tests runs") func complete() throws {
    let commands = try Self.page.get().blocks.filter { $0.language == "sh" }
    #expect(Set(commands.map(\.heading)) == Set(Self.sections))
  }

  private static let sections = [
    "Get it", "The first answer", "Run your tests, unchanged", "Give each test its own agents",
    "Make a vendor fail",
    "Build a frontend against it", "Know that it is still true",
  ]

  /// An agent of the sandbox that the page names.
  private static let ofSandbox = Centerfy(id: Centerfy.salesBot.id, key: "cfy_your_api_key~checkout-7")

  /// `make test` runs its targets and, in the tests of the packages, what is there about pip and npm; `make dist-check` installs
  /// the Debian package, and `make image-check` runs what is there about Docker.
  @Test("names targets of the Makefile", .needs(.make)) func targets() throws {
    let commands = try commands(under: "Get it").split(separator: "\n").filter { $0.hasPrefix("make ") }
    #expect(commands.count == 2)
    #expect(try self.commands(under: "Get it").contains(" ./understudy_\(MockServer.version)-1_amd64.deb\n"))
    for command in commands {
      let (code, output) = try Script.run(["bash", "-c", "\(command.prefix { $0 != "#" }) --dry-run"], [:])
      #expect(code == 0, "\(output)")
    }
  }

  @Test("has a first command that gets the answer behind it") func first() throws {
    let blocks = try Self.page.get().blocks.filter { $0.heading == "The first answer" }
    let server = try Serving(["--clock", "2026-11-21T10:00:00Z"])
    defer { server.kill() }
    #expect(try run(under: "The first answer", server) == blocks.last?.text.trimmingCharacters(in: .newlines))
  }

  @Test("runs tests by `understudy run`", .needs(.python), .tags(.python)) func unchanged() throws {
    let project = "\(Repository.root)/examples/sandbox-per-test-python"
    let output = try run(under: "Run your tests, unchanged", in: project)
    #expect(output.contains("3 passed"), "\(output)")
  }

  @Test("verifies what a client did in its sandbox") func verifies() throws {
    let server = try Serving()
    defer { server.kill() }
    #expect(try run(under: "Give each test its own agents", server).contains(#""verdict":"pass""#))
    // Then the same update changes the agent again, and that is once too often.
    #expect(try server.update(#"{"temperature": 0.9}"#, Self.ofSandbox).status == 200)
    #expect(try run(under: "Give each test its own agents", server).contains(#""verdict":"fail""#))
  }

  @Test("makes the next update fail, and no other") func fails() throws {
    let server = try Serving()
    defer { server.kill() }
    _ = try run(under: "Make a vendor fail", server)
    let statuses = try (1...2).map { _ in try server.update(#"{"temperature": 0.5}"#, Self.ofSandbox).status }
    #expect(statuses == [429, 200])
  }

  @Test("compares a recording") func compares() throws {
    let server = try Serving()
    defer { server.kill() }
    #expect(try server.update(#"{"temperature": 0.5}"#).status == 200)
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write(try server.get("/__admin/requests.har").text, to: "recorded.har")
    let output = try run(under: "Know that it is still true", in: scratch.path)
    #expect(output.contains("1 exchange"), "\(output)")
  }

  /// Runs the commands under a heading, with a server or in a directory.
  /// - Returns: what they print, without the newlines around it.
  private func run(
    under heading: String, _ server: Serving? = nil, in directory: String = Repository.root
  ) throws -> String {
    let program = URL(filePath: Repository.command).deletingLastPathComponent().path
    let python = ExternalProgram.python.path.map { URL(filePath: $0).deletingLastPathComponent().path } ?? program
    let commands = try commands(under: heading).replacing("127.0.0.1:4010", with: "127.0.0.1:\(server?.port ?? 0)")
    let script = """
      curl() { command curl --silent --show-error --max-time 300 --noproxy '*' "$@"; }
      cd '\(directory)'; PATH='\(program)':'\(python)':$PATH
      \(commands)
      """
    let (code, output) = try Script.run(
      ["bash", "-ec", script], Running.variables.merging(["UNDERSTUDY_SEED_DATA": Repository.seedData]) { $1 })
    #expect(code == 0, "\(output)")
    return output.trimmingCharacters(in: .newlines)
  }

  private func commands(under heading: String) throws -> String {
    try Self.page.get().blocks.filter { $0.language == "sh" && $0.heading == heading }.map(\.text).joined()
  }
}
