import Foundation
import Testing
import Understudy
import UpdateAgent

@Suite("The client") struct UpdateAgentTests {
  /// One server for all tests, on a free port, and a sandbox for each.
  static let mock = Result { try MockServer(seeds: .directory("\(directory)/seed-data")) }
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().path

  let sandbox: MockServer.Sandbox
  let updateAgent: UpdateAgent
  let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"

  init() throws {
    let mock = try Self.mock.get()
    sandbox = mock.sandbox()
    // The sandbox is in the key; a client that only knows a base URL is given `sandbox.url`.
    let url = try #require(URL(string: mock.url))
    updateAgent = UpdateAgent(baseURL: url, apiKey: sandbox.credential("cfy_your_api_key"))
  }

  @Test func `changes what it says and nothing else`() async throws {
    try await updateAgent(agent, ["temperature": 0.25])
    let verdict = try sandbox.verify(
      .update(of: "centerfy", id: agent, changedOnly: ["/temperature": 0.25]), .exactly(1))
    #expect(verdict.passed, "\(verdict)")
    #expect(try sandbox.agent("centerfy", id: agent)["/name"] == "Sales Bot")
  }

  @Test func `tries again after a 429`() async throws {
    try sandbox.fail(.status(429), on: .method("PUT"), times: 1)
    try await updateAgent(agent, ["temperature": 0.25])
    #expect(try sandbox.requests.map(\.status) == [429, 200])
  }

  @Test func `gives up after the third 429`() async throws {
    try sandbox.fail(.status(429))
    await #expect(throws: UpdateAgent.Failure.self) { try await updateAgent(agent, ["temperature": 0.25]) }
    let verdict = try sandbox.verify(.request(.method("PUT")), .exactly(3))
    #expect(verdict.passed, "\(verdict)")
  }
}
