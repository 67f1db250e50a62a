import Foundation
import Testing
import Understudy
import UnderstudyTestSupport

@Suite("A mock server within a test", .waits) struct MockServerTests {
  @Test func `answers on a free port with the seeds of a directory, of files, of a text or of the library`()
    async throws
  {
    let file = "\(MockServer.seedData)/centerfy.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for seeds in [MockServer.SeedData.directory(MockServer.seedData), .files(file), .json(text), .builtIn] {
      let mock = try MockServer(seeds: seeds)
      defer { mock.stop() }
      #expect(mock.port != 0 && mock.url == "http://127.0.0.1:\(mock.port)")
      #expect(try await Client.update(mock.url, #"{"temperature":0.5}"#) == 200)
    }
  }

  @Test(
    "says exactly why it does not start",
    arguments: [
      (MockServer.SeedData.json("[]"), [String](), "seeds:1:1: a seed file must be an object, but is an array"),
      (
        .json(#"{"centrefy":{}}"#), [],
        "seeds:1:13: /centrefy: `centrefy` is not a vendor; did you mean `centerfy`?"
      ),
      (.files("/nowhere/a.json"), [], "cannot read the seed file /nowhere/a.json: No such file or directory"),
      (.directory("/nowhere"), [], "cannot read the seed directory /nowhere: No such file or directory"),
      (
        .json("{}"), ["centerfy.temperature.rang"],
        "\"centerfy.temperature.rang\" is not a rule; did you mean \"centerfy.temperature.range\"?; "
          + "`understudy rules` lists them all"
      ),
    ])
  func complaints(_ seeds: MockServer.SeedData, _ rules: [String], _ complaint: String) {
    let failure = #expect(throws: MockServer.StartFailure.self) {
      try MockServer(seeds: seeds, disabledRules: rules)
    }
    #expect(failure?.description == complaint)
  }

  @Test func `does not start on a port that is in use`() throws {
    let mock = try MockServer.started()
    defer { mock.stop() }
    let failure = #expect(throws: MockServer.StartFailure.self) {
      try MockServer(seeds: .json("{}"), port: mock.port)
    }
    #expect(failure?.description.contains("\(mock.port)") == true)
  }

  @Test func `begins with a time that stands still and with rules as they are to be`() async throws {
    let time = Date(timeIntervalSince1970: 1_800_000_000)
    let mock = try MockServer(
      seeds: .directory(MockServer.seedData), frozenAt: time, disabledRules: ["centerfy.temperature.range"],
      enabledRules: ["centerfy.unknown-field"])
    defer { mock.stop() }
    let sandbox = mock.sandbox()
    #expect(try await Client.update(sandbox.url, #"{"temperature":7}"#) == 200)
    #expect(try await Client.update(sandbox.url, #"{"nmae":"x"}"#) == 400)
    #expect(try sandbox.agent("centerfy", id: Client.agent)["/updated_at"] == "2027-01-15T08:00:00Z")
    #expect(try sandbox.requests.map(\.time) == [time, time])
  }

  @Test func `answers no more once it is stopped, and its sandboxes can still be read`() async throws {
    let mock = try MockServer.started()
    let sandbox = mock.sandbox()
    try await Client.update(sandbox.url, #"{"temperature":0.5}"#)
    mock.stop()
    mock.stop()
    await #expect(throws: (any Error).self) { try await Client.update(sandbox.url, "{}") }
    #expect(try sandbox.requests.count == 1)
  }

  @Test func `runs as long as somebody holds one of its sandboxes`() async throws {
    let sandbox = try MockServer.started().sandbox()
    #expect(try await Client.update(sandbox.url, #"{"temperature":0.5}"#) == 200)
  }

  @Test func `With TLS it has an https URL and an authority, which are missing without`() throws {
    let server = try MockServer(seeds: .directory(MockServer.seedData), tls: true)
    #expect(server.httpsURL == "https://localhost:\(server.port)")
    #expect(try server.sandbox("a").httpsURL == "https://localhost:\(server.port)/sandbox/a")
    let authority = try #require(server.certificateAuthority)
    #expect(authority.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
    let other = try MockServer(seeds: .directory(MockServer.seedData), tls: true)
    #expect(other.certificateAuthority != authority)
    let plain = try MockServer.started()
    #expect(plain.httpsURL == nil && plain.certificateAuthority == nil)
    #expect(try plain.sandbox("a").httpsURL == nil)
  }
}
