import Foundation
import Testing
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("When it is ready", .waits) struct ReadyTests {
  @Test func `Standard output is one line, whatever is asked afterwards`() throws {
    let server = try Serving()
    defer { server.kill() }
    let counts = "endpoints=\(Registry().surfaces.count) agents=\(Repository.agents)"
    let line = try #require(server.readyLine.wholeMatch(of: /(.*) took_ms=(\d+)/))
    #expect(line.1 == "ready url=http://127.0.0.1:\(server.port) \(counts)")
    #expect(try #require(Int(line.2)) > 0)
    #expect(try server.update(#"{"name":"Ready"}"#).status == 200)
    #expect(try server.stop().output == "")
  }

  @Test(
    "The line has a URL that reaches it",
    arguments: [
      ("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:"), ("localhost", "http://localhost:"),
    ])
  func url(_ host: String, _ start: String) throws {
    let server = try Serving(["--host", host])
    defer { server.kill() }
    #expect(server.readyLine.hasPrefix("ready url=\(start)\(server.port) "))
    let client = try RawClient(host: host == "localhost" ? "127.0.0.1" : host, port: server.port)
    #expect(try client.update(#"{"name":"Ready"}"#).status == 200)
  }

  @Test func `The port answers as soon as the line is there`() throws {
    for _ in 1...5 {
      let server = try Serving()
      defer { server.kill() }
      #expect(try server.get("/__admin/readyz").text == #"{"status":"ready"}"#)
    }
  }

  @Test func `A second start on the same port ends with 69 and names host and port`() throws {
    let first = try Serving()
    defer { first.kill() }
    let second = try Program.run(["--port", "\(first.port)"])
    #expect(second.code == 69 && second.output == "")
    #expect(
      second.errors == "Error: cannot listen on 127.0.0.1:\(first.port): Address already in use; "
        + "choose another port, or any free one with --port 0\n")
    #expect(try first.get("/__admin/livez").status == 200)
  }

  @Test func `serve is what it does without a subcommand`() throws {
    let program = try Program(["--port=0"])
    defer { program.kill() }
    #expect(try program.nextLine().hasPrefix("ready url=http://127.0.0.1:"))
  }
}
