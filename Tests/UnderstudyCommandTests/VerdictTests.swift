import Foundation
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("verdict", .waits) struct VerdictTests {
  private static let path = "PUT \(Centerfy.salesBot.path) (sandbox default)"
  private static let unmatched = """
    --fail-on unmatched: 1 request
      GET /v2/agents (sandbox default): no endpoint has this path; did you mean GET /v1/agents of Voicebip or TalkifAI?

    """
  private static let rejected = "--fail-on rejected: 1 request\n  \(path): 400 centerfy.temperature.range\n"

  private func serving(_ options: [String] = []) throws -> Serving {
    let server = try Serving(options)
    for body in [#"{"temperature":0.1}"#, #"{"temperature":9}"#] { _ = try server.update(body) }
    _ = try server.get("/v2/agents")
    return server
  }

  private func ask(_ port: UInt16, _ options: [String] = []) throws -> Program.Ending {
    try Program.run(["verdict", "--url", "http://127.0.0.1:\(port)"] + options)
  }

  @Test func `finds unmatched requests, unless it is told otherwise`() throws {
    let server = try serving()
    defer { server.kill() }
    let ending = try ask(server.port)
    #expect(ending.code == 3 && ending.errors == "")
    #expect(
      ending.output == Self.unmatched
        + "fail: --fail-on unmatched (the default, because neither this command nor the server has the option), 3 requests\n"
    )
    let asked = try ask(server.port, ["--fail-on", "rejected,unmatched"])
    #expect(asked.code == 3)
    #expect(asked.output == Self.unmatched + Self.rejected + "fail: --fail-on unmatched,rejected, 3 requests\n")
    let passed = try ask(server.port, ["--fail-on", "warnings"])
    #expect(passed.code == 0 && passed.output == "pass: --fail-on warnings, 3 requests\n" && passed.errors == "")
  }

  @Test func `looks for what the server's own --fail-on names, in the words of its summary`() throws {
    let server = try serving(["--fail-on", "rejected", "--log-level", "error"])
    defer { server.kill() }
    let ending = try ask(server.port)
    #expect(ending.code == 3)
    #expect(ending.output == Self.rejected + "fail: --fail-on rejected (the server's own), 3 requests\n")
    let stopped = try server.stop()
    #expect(stopped.code == 3 && stopped.errors == Self.rejected)
  }

  @Test func `takes its options from variables, as a run sets them`() throws {
    let server = try serving()
    defer { server.kill() }
    let variables = ["UNDERSTUDY_URL": "http://localhost:\(server.port)/", "UNDERSTUDY_FAIL_ON": "rejected"]
    let ending = try Program.run(["verdict"], variables)
    #expect(ending.code == 3 && ending.output.hasPrefix(Self.rejected), "\(ending)")
  }

  @Test func `says that no request came`() throws {
    let server = try Serving()
    defer { server.kill() }
    let ending = try ask(server.port)
    #expect(ending.code == 0 && ending.output.contains(", no request was received; does the client use"))
  }

  @Test func `can be about one sandbox`() throws {
    let server = try serving()
    defer { server.kill() }
    _ = try server.get("/sandbox/a/v3/agents")
    let ending = try ask(server.port, ["--sandbox", "a"])
    #expect(
      ending.code == 3 && ending.output.hasPrefix("--fail-on unmatched: 1 request\n  GET /v3/agents (sandbox a): "))
    let other = try ask(server.port, ["--sandbox", "b"])
    #expect(other.code == 0 && other.output.contains("no request of sandbox b, of "))
  }

  @Test func `writes a report, also if nothing was found`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try serving()
    defer { server.kill() }
    for (options, code, results) in [
      ([], 3, [nil, "skipped", "failure", nil]), (["--fail-on=warnings"], 0, [nil, "skipped", "skipped", nil]),
    ] as [([String], Int32, [String?])] {
      #expect(try ask(server.port, options + ["--junit", scratch("reports/understudy.xml")]).code == code)
      let text = try String(contentsOfFile: scratch("reports/understudy.xml"), encoding: .utf8)
      #expect(try JUnitDocument(text).testCases.map(\.result) == results)
    }
    let ending = try ask(server.port, ["--junit", "/dev/null/report.xml"])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: --junit /dev/null/report.xml cannot be written: "))
  }

  @Test func `ends with 69 if nothing listens, and says what to check`() throws {
    let server = try Serving()
    defer { server.kill() }
    #expect(try server.stop().code == 0)
    let ending = try ask(server.port)
    #expect(ending.code == 69 && ending.output == "")
    #expect(
      ending.errors
        == "Error: no verdict from http://127.0.0.1:\(server.port): connecting to 127.0.0.1:\(server.port): "
        + "Connection refused; check that the server is still running and that --url is its address, as this machine "
        + "reaches it\n")
  }

  @Test(
    "ends with another code for an answer that is no verdict",
    arguments: [
      (
        404, #"{"errors":[{"code":404,"title":"The control plane has no such path","detail":"x"}]}"#, 76,
        "is an older"
      ),
      (404, "<h1>Not found</h1>", 76, "is not an Understudy"), (200, "{}", 76, "is not an Understudy"),
      (200, String(repeating: "[", count: 100_000), 76, "is not an Understudy"),
      (
        403, #"{"errors":[{"title":"Forbidden\u001b[31m","detail":"no"}]}"#, 76,
        #"refuses with 403: Forbidden\u001b[31m. no"#
      ),
      (503, #"{"errors":[{"title":"Busy","detail":"later"}]}"#, 69, "refuses: Busy. later"),
    ] as [(Int, String, Int32, String)])
  func otherAnswer(_ status: Int, _ body: String, _ code: Int32, _ sentence: String) throws {
    let server = try Server(
      configuration: Server.Configuration(port: 0),
      answer: { _ in .immediate(Response(status: status, body: Array(body.utf8))) })
    defer { server.stop() }
    let ending = try ask(server.port)
    #expect(ending.code == code && ending.output == "")
    #expect(ending.errors.contains(sentence), "\(ending)")
  }

  /// Sums of numbers, and text for a terminal.
  @Test func `survives a hostile answer`() throws {
    let issue =
      #"{"kind":"unmatched","count":9223372036854775807,"unlisted":9223372036854775807,"examples":["\u001b[31m\n"]}"#
    let body = """
      {"verdict":"indeterminate","requests":-1,"sandbox":"a","failOn":{"kinds":["unmatched"]},
       "issues":[\(issue),\(issue),3],"cases":[{},7],"answered":[{},null]}
      """
    let server = try Server(
      configuration: Server.Configuration(port: 0),
      answer: { _ in .immediate(Response(status: 200, body: Array(body.utf8))) })
    defer { server.stop() }
    let ending = try ask(server.port)
    #expect(ending.code == 3 && ending.output.contains(#"  \u001b[31m\u000a"#), "\(ending)")
  }

  @Test(
    "refuses an address that is none, and says which to use",
    arguments: [
      ([], "there is no --url; name the server, such as: understudy verdict --url http://localhost:4010"),
      (["--url", ""], "must be the address of a server"),
      (["--url", "http://"], "must be the address of a server"),
      (["--url", "ftp://localhost"], "must be the address of a server"),
      (["--url", "http://localhost:port"], "must be the address of a server"),
      (["--url", "http://localhost:70000"], "must be the address of a server"),
      (["--url", "http://me@localhost"], "must be the address of a server"),
      (["--url", "http://[127.0.0.1]:4010"], "must be the address of a server"),
      (["--url", "http://[::1]]]:4010"], "must be the address of a server"),
      (
        ["--url", "https://localhost:4010"],
        "use http://localhost:4010, because the server speaks http on the same port"
      ),
      (["--url", "http://localhost:4010/sandbox/a"], "has a path: name the server only"),
      (["--url", "localhost:1", "--sandbox", ".."], "--sandbox \"..\" is not a name of a sandbox"),
      (["--url", "localhost:1", "--fail-on", "all"], "The value 'all' is invalid"),
      (["--url", "localhost:1", "--junit", ""], "--junit is empty"),
    ] as [([String], String)])
  func address(_ options: [String], _ sentence: String) throws {
    let ending = try Program.run(["verdict"] + options)
    #expect(ending.code == 64 && ending.output == "" && ending.errors.contains(sentence), "\(ending)")
  }

  @Test(
    "reaches a server by each form of its address",
    arguments: ["localhost:PORT", "http://[::1]:PORT", "HTTP://[::1]:PORT/"])
  func forms(_ url: String) throws {
    let server = try Serving(["--host", url.contains("[") ? "::1" : "localhost"])
    defer { server.kill() }
    let ending = try Program.run(["verdict", "--url", url.replacing("PORT", with: "\(server.port)")])
    #expect(ending.code == 0, "\(ending)")
  }
}
