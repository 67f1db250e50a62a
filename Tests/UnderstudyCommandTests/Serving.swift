import Foundation
import UnderstudyTestSupport

/// A server process that is ready. End it: `defer { server.kill() }`.
struct Serving {
  let program: Program
  /// Its first line on standard output.
  let readyLine: String
  let port: UInt16

  /// Starts a server on a free port with the repository's seeds, unless the arguments say otherwise.
  init(
    _ arguments: [String] = [], _ variables: [String: String] = [:], launcher: [String] = [], errors: Pipe? = nil
  ) throws {
    let given = Set(arguments.map { String($0.prefix { $0 != "=" }) })
    let port = given.contains("--port") || variables["UNDERSTUDY_PORT"] != nil ? [] : ["--port", "0"]
    program = try Program(["serve"] + port + arguments, variables, launcher: launcher, errors: errors)
    do {
      readyLine = try program.nextLine()
      guard let port = readyLine.wholeMatch(of: /ready url=http:.*:(\d+) endpoints=.*/).flatMap({ UInt16($0.1) })
      else { throw Program.Failure(description: "this is no ready line: \(readyLine)") }
      self.port = port
    } catch {
      program.kill()
      throw error
    }
  }

  /// Its lines on standard error so far, but for those that name the seeds and the dashboard.
  var errors: String {
    program.errors.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.contains(" info dashboard url=") && !$0.contains(" info seeds ") }.joined(separator: "\n")
  }

  /// Waits until its standard error has a text.
  func logs(_ text: String) -> Bool { until { program.errors.contains(text) } }

  func kill() { program.kill() }

  /// Asks it to stop, as Docker does.
  func stop() throws -> Program.Ending {
    program.signal(SIGTERM)
    return try program.ending()
  }

  func client() throws -> RawClient { try RawClient(port: port) }

  /// Sends one update on a connection of its own.
  func update(_ body: String, _ agent: Centerfy = .salesBot) throws -> RawAnswer {
    try client().update(body, agent)
  }

  func get(_ path: String) throws -> RawAnswer {
    try client().exchange("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
  }
}
