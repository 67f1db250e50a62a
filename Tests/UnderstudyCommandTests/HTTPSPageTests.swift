import Foundation
import Testing
import UnderstudyTestSupport

/// Runs the commands of `docs/https.md`, as they stand there, with a server that was started as the page says.
@Suite("The page about https", .waits, .tags(.external), .needs(.bash), .ends)
struct HTTPSPageTests {
  private static let page = Result { try Guide("https.md") }

  @Test(
    "has three ways that work", .needs(.curl),
    arguments: ["1. `understudy run`", "2. Proxy variables", "3. By name"])
  func ways(_ heading: String) throws { try expectAgents(under: heading, by: 1) }

  @Test("has a recipe for curl that works", .needs(.curl)) func curl() throws {
    try expectAgents(under: "curl", by: 2)
  }

  @Test("has recipes for Python that work", .needs(.python), .tags(.python)) func python() throws {
    try expectAgents(under: "Python", by: 4)
  }

  @Test("has a recipe for Node that works", .needs(.recentNode)) func node() throws {
    try expectAgents(under: "Node", by: 2)
  }

  @Test("has a recipe for Deno that works", .needs(.deno)) func deno() throws {
    try expectAgents(under: "Deno", by: 2)
  }

  @Test("has a recipe for Java that works", .needs(.java)) func java() throws {
    try expectAgents(under: "Java", by: 2)
  }

  @Test("has a recipe for Go that works", .needs(.go)) func go() throws { try expectAgents(under: "Go", by: 2) }

  @Test("has a recipe for Ruby that works", .needs(.ruby)) func ruby() throws {
    try expectAgents(under: "Ruby", by: 2)
  }

  @Test(
    "has a recipe for PHP that works", .needs(.php),
    .enabled("PHP's curl is missing") { try runs("php", "-r", "exit(function_exists('curl_init') ? 0 : 1);") })
  func php() throws { try expectAgents(under: "PHP", by: 2) }

  @Test(
    "has a recipe for Swift that works", .needs(.swiftc),
    .enabled("this machine does not let a program mount files for itself") {
      let file = "/etc/ssl/certs/ca-certificates.crt"
      return try runs("unshare", "--user", "--map-root-user", "--mount", "mount", "--bind", file, file)
    })
  func swift() throws { try expectAgents(under: "Swift", by: 2) }

  private static func runs(_ command: String...) throws -> Bool { try Script.run(command, [:]).code == 0 }

  /// Variables of the machine that lead clients elsewhere, or let them trust other files.
  private static let unset =
    Running.variables.keys + ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]

  /// Expects that each command under a heading succeeds, and that those which call the vendor print its agents.
  /// - Parameter count: how many call the vendor.
  private func expectAgents(under heading: String, by count: Int) throws {
    let blocks = try Self.page.get().blocks
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for block in blocks {
      if let name = block.fileName { try scratch.write(block.text, to: name) }
    }
    let server = try Serving(["--tls", "--tls-dir", scratch("tls")])
    defer { server.kill() }
    let commands = blocks.filter { $0.language == "sh" && $0.heading == heading }
      .flatMap { $0.text.split(separator: "\n") }
      // The server of the page.
      .filter { !$0.hasPrefix("understudy serve") && !$0.hasPrefix("PROXY=") }
    let calls = commands.filter { $0.contains("understudy run") || $0.contains("PROXY") }
    #expect(calls.count == count)
    for command in commands {
      let script = """
        unset \(Self.unset.joined(separator: " "))
        cd '\(scratch.path)'; PROXY=http://127.0.0.1:\(server.port)
        \(command)
        """
      let (code, output) = try Script.run(
        ["bash", "-ec", script],
        ["PATH": Self.path, "UNDERSTUDY_SEED_DATA": Repository.seedData, "SWIFT_BACKTRACE": "enable=no"])
      #expect(code == 0, "\(command)\n\(output)")
      if calls.contains(command) { #expect(output.contains("agent_abc123"), "\(command)\n\(output)") }
    }
  }

  /// The product and the clients first.
  private static let path: String = {
    let programs = [Repository.command, ExternalProgram.recentNode.path, ExternalProgram.python.path]
      .compactMap(\.self).map { URL(filePath: $0).deletingLastPathComponent().path }
    return (programs + [ProcessInfo.processInfo.environment["PATH"] ?? ""]).joined(separator: ":")
  }()
}
