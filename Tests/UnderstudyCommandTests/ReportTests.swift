import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("--report", .waits) struct ReportTests {
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  private func document(_ name: String) throws -> JUnitDocument {
    try JUnitDocument(String(contentsOfFile: scratch(name), encoding: .utf8))
  }

  private static let update = "PUT /functions/v1/crm-api/update-agent/{agentId} (centerfy)"

  @Test func `is written when the server is stopped, with a suite for each sandbox`() throws {
    defer { scratch.remove() }
    let server = try Serving(["--report", "junit", scratch("a/b/report.xml"), "--log-level", "error"])
    defer { server.kill() }
    for body in [
      #"{"temperature":0.1}"#, #"{"temperature":9}"#, #"{"temperature":9}"#, #"{"temperature":0.2,"tempo":1}"#,
    ] {
      _ = try server.update(body)
    }
    _ = try server.get("/sandbox/checkout-7/v2/%1b%3c")
    let ending = try server.stop()
    #expect(ending.code == 0 && ending.errors == "")
    let report = try document("a/b/report.xml")
    #expect(
      report.testCases.map { "\($0.result ?? "passed") \($0.group): \($0.name)" } == [
        "passed understudy: requests were received",
        "skipped understudy.sandbox.default: \(Self.update): 400 centerfy.temperature.range",
        "skipped understudy.sandbox.default: \(Self.update): `tempo` is not a field of this endpoint",
        "passed understudy.sandbox.default: \(Self.update): answered",
        "failure understudy.sandbox.checkout-7: GET /v2/%1b%3c: unmatched",
      ])
    #expect(report.suites.map { $0["name"] } == ["understudy", "sandbox default", "sandbox checkout-7"])
    #expect(report.suites.map { $0["tests"] } == ["1", "3", "1"])
    #expect(report.suites.map { $0["failures"] } == ["0", "0", "1"])
    #expect(report.suites.map { $0["id"] } == ["0", "1", "2"])
    #expect(report.properties["failOn"] == "unmatched" && report.properties["requests"] == "5")
    let rejected = report.testCases[1]
    #expect(rejected.attributes["type"] == "rejected")
    #expect(
      rejected.attributes["message"]?.hasPrefix("2 requests rejected by centerfy.temperature.range: ") == true)
    for line in [
      "requirement: `temperature` must be from 0 to 1.", "source: inferred: Body", "message: ", "requests: 2",
    ] {
      #expect(rejected.details.contains("\n\(line)"), "\(rejected.details)")
    }
  }

  @Test func `fails by the kinds of --fail-on, as the server does`() throws {
    defer { scratch.remove() }
    let server = try Serving(["--report=junit=\(scratch("report.xml"))", "--fail-on", "rejected,warnings"])
    defer { server.kill() }
    for body in [#"{"temperature":9}"#, #"{"temperature":0.2,"tempo":1}"#] { _ = try server.update(body) }
    _ = try server.get("/v2/agents")
    let ending = try server.stop()
    #expect(ending.code == 3 && ending.errors.contains("--fail-on rejected: 1 request\n"))
    #expect(try document("report.xml").testCases.map(\.result) == [nil, "failure", "failure", "skipped"])
  }

  @Test func `has a case if there was no request`() throws {
    defer { scratch.remove() }
    let server = try Serving(["--report", "junit=\(scratch("report.xml"))"])
    defer { server.kill() }
    #expect(try server.stop().code == 0)
    let cases = try document("report.xml").testCases
    #expect(cases.map(\.result) == ["skipped"] && cases[0].attributes["message"] == "no request was received")
  }

  @Test("of a run is written whatever the command's code is", arguments: [0, 7])
  func run(_ code: Int) throws {
    defer { scratch.remove() }
    let running = try Running(["--report", "junit", scratch("report.xml")])
    defer { running.kill() }
    _ = try running.get("/v2/agents")
    #expect(try running.end(code).code == Int32(code))
    #expect(try document("report.xml").testCases.map(\.result) == [nil, "failure"])
  }

  @Test("of a run that is ended by a signal is written") func signalled() throws {
    defer { scratch.remove() }
    let running = try Running(["--report", "junit", scratch("report.xml")])
    defer { running.kill() }
    _ = try running.get("/v2/agents")
    running.program.signal(SIGTERM)
    #expect(try running.program.ending().code == 128 + SIGTERM)
    #expect(try document("report.xml").testCases.count == 2)
  }

  @Test(
    "that is not a format and a file is refused",
    arguments: [
      ["--report", "report.xml"], ["--report", "junit"], ["--report", "xml", "a.xml"], ["--report", "junit="],
      ["--report", "junit", "a.xml", "b.xml"], ["--report", "junit", "a.xml", "--report", "junit", "b.xml"],
      ["--report", "junit", ""],
    ])
  func invalid(_ arguments: [String]) throws {
    let ending = try Program.run(["--port", "0"] + arguments)
    #expect(ending.code == 64 && ending.output == "", "\(ending)")
    #expect(ending.errors.contains("name the format and one file, such as: --report junit report.xml"), "\(ending)")
  }

  @Test(
    "that cannot be written ends the start", arguments: ["directory", "link", "/dev/null", "/dev/null/report.xml"])
  func unwritable(_ name: String) throws {
    defer { scratch.remove() }
    try scratch.write("precious", to: "directory/file")
    try FileManager.default.createSymbolicLink(
      atPath: scratch("link"), withDestinationPath: scratch("directory/file"))
    let path = name.hasPrefix("/") ? name : scratch(name)
    let ending = try Program.run(["--port", "0", "--report", "junit", path])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: --report junit \(path) cannot be written: "), "\(ending)")
    #expect(try String(contentsOfFile: scratch("directory/file"), encoding: .utf8) == "precious")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["directory", "link"])
  }

  @Test func `replaces an earlier one at the end only, and an error then is code 74`() throws {
    defer { scratch.remove() }
    try scratch.write("old", to: "report.xml")
    let server = try Serving(["--report", "junit", scratch("report.xml"), "--log-level", "error"])
    defer { server.kill() }
    #expect(try String(contentsOfFile: scratch("report.xml"), encoding: .utf8) == "old")
    try FileManager.default.removeItem(atPath: scratch("report.xml"))
    try scratch.write("", to: "report.xml/file")
    let ending = try server.stop()
    #expect(ending.code == 74)
    #expect(ending.errors.hasPrefix("Error: --report junit \(scratch("report.xml")) cannot be written: it exists"))
  }

  @Test("is in info with its two values", arguments: [["junit", "FILE"], ["junit=FILE"]])
  func provenance(_ values: [String]) throws {
    defer { scratch.remove() }
    let values = values.map { $0.replacing("FILE", with: scratch("report.xml")) }
    let server = try Serving(["--report"] + values + ["--log-level", "error"])
    defer { server.kill() }
    let options = try JSON(text: server.get("/__admin/info").text).members?["options"]?.array ?? []
    #expect(
      options.contains(["name": "report", "value": .array(values.map(JSON.string)), "origin": "flag"]))
  }
}
