import AgentClient
import Foundation
import Testing
import Understudy

@Suite("The client") struct AgentClientTests {
  /// One server for all tests, on a free port, and a sandbox for each.
  static let mock = Result { try MockServer(seeds: .directory("\(directory)/seed-data")) }
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().path

  let sandbox: MockServer.Sandbox
  let client: AgentClient
  let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"

  init() throws {
    let mock = try Self.mock.get()
    sandbox = mock.sandbox()
    // The sandbox is in the key; a client that only knows a base URL is given `sandbox.url`.
    let url = try #require(URL(string: mock.url))
    client = AgentClient(baseURL: url, apiKey: sandbox.credential("cfy_your_api_key"))
  }

  @Test func `creates, updates and archives an agent`() async throws {
    let agent = try await client.create(NewAgent())
    let creation = try sandbox.verify(.creation(of: "centerfy", holding: ["/name": "Front Desk"]), .exactly(1))
    #expect(creation.passed, "\(creation)")
    try await client.update(agent, ["temperature": 0.25])
    let update = try sandbox.verify(
      .update(of: "centerfy", id: agent, changedOnly: ["/temperature": 0.25]), .exactly(1))
    #expect(update.passed, "\(update)")
    try await client.archive(agent)
    let deletion = try sandbox.verify(.deletion(of: "centerfy", id: agent), .exactly(1))
    #expect(deletion.passed, "\(deletion)")
  }

  @Test func `changes what it says and nothing else`() async throws {
    try await client.update(agent, ["temperature": 0.25])
    let verdict = try sandbox.verify(
      .update(of: "centerfy", id: agent, changedOnly: ["/temperature": 0.25]), .exactly(1))
    #expect(verdict.passed, "\(verdict)")
    #expect(try sandbox.agent("centerfy", id: agent)["/name"] == "Sales Bot")
  }

  @Test func `tries again after a 429`() async throws {
    try sandbox.fail(.status(429), on: .method("PUT"), times: 1)
    try await client.update(agent, ["temperature": 0.25])
    #expect(try sandbox.requests.map(\.status) == [429, 200])
  }

  @Test func `gives up after the third 429`() async throws {
    try sandbox.fail(.status(429))
    await #expect(throws: AgentClient.Failure.self) { try await client.update(agent, ["temperature": 0.25]) }
    let verdict = try sandbox.verify(.request(.method("PUT")), .exactly(3))
    #expect(verdict.passed, "\(verdict)")
  }
}

/// What the vendor requires of a new agent.
struct NewAgent: Encodable {
  let name = "Front Desk", voiceId = "Sulafat", llmModel = "gpt-4o-mini", language = "en-US"
  let maxDuration = 30, silenceTimeout = 5, voiceActivityTimeout = 1000, temperature = 0.7
  let backgroundNoise = false, voicemailDetection = false
}
