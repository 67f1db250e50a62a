import Testing
import Understudy
import UnderstudyTestSupport

@Suite("A verdict of a mock server", .waits) struct VerdictTests {
  let sandbox: MockServer.Sandbox

  init() throws { sandbox = try MockServer.started().sandbox() }

  private func update(_ body: String) async throws { try await Client.update(sandbox.url, body) }

  @Test func `counts requests and what they did`() async throws {
    try await update(#"{"temperature":0.25}"#)
    try await update(#"{"max_duration":7,"name":"New"}"#)
    try await update(#"{"temperature":9}"#)
    let passing: [(MockServer.Query, MockServer.Count)] = [
      (.request(.any), .exactly(3)), (.request(.method("PATCH")), .exactly(0)), (.request(.any), .atMost(3)),
      (.update(of: "centerfy"), .exactly(2)), (.update(of: "voicebip"), .exactly(0)),
      (.update(of: "centerfy", id: Client.agent, changedOnly: ["/temperature": 0.25]), .exactly(1)),
      (.update(of: "centerfy", changed: ["/name": "New"]), .atLeast(1)),
      (.update(of: "centerfy", changedOnly: ["/name": "New"]), .exactly(0)),
      (.update(of: "centerfy", by: MockServer.RequestPattern(body: ["temperature": 0.25])), .exactly(1)),
    ]
    for (question, count) in passing {
      let verdict = try sandbox.verify(question, count)
      #expect(verdict.passed, "\(question) \(count): \(verdict)")
    }
    let verdict = try sandbox.verify(.request(.any))
    #expect(try verdict.requestIDs == sandbox.requests.map(\.id) && verdict.count == 3)
  }

  @Test func `explains a failure`() async throws {
    try await update(#"{"temperature":0.25}"#)
    let verdict = try sandbox.verify(.update(of: "centerfy", changedOnly: ["/temperature": 0.75]), .exactly(1))
    #expect(!verdict.passed && verdict.outcome == .fail && verdict.nearest.count == 1)
    #expect(
      verdict.description == """
        fail: 0 found, expected exactly 1
        nearest: PUT \(Client.path) answered 200 (\(try sandbox.requests[0].id))
          /effect/changed/~1temperature: expected 0.75, but /agent/temperature is 0.25
        """)
  }

  @Test(.ends)
  func `says how many requests wait for a delayed answer`() async throws {
    try sandbox.fail(.delay(.seconds(600)))
    let client = Task { try await update(#"{"temperature":0.25}"#) }
    let arrived = try await sandbox.verify(.request(.method("PUT")), within: .seconds(600))
    #expect(arrived.passed && arrived.waiting == 1)
    let request = try #require(try sandbox.requests.first)
    #expect(request.isWaiting && request.status == nil && request.answer.isEmpty && !request.clientDeparted)
    let verdict = try sandbox.verify(.update(of: "centerfy"))
    #expect(
      verdict.description == """
        fail: 0 found, expected atLeast 1
        waiting for their responses: 1
        nearest: PUT \(Client.path) waits for its response (\(request.id))
          /effect: expected 200, but /response/status is not there (the request waits for its response)
        """)
    client.cancel()
    while try sandbox.requests.first?.clientDeparted != true { try await Task.sleep(for: .milliseconds(5)) }
    _ = await client.result
  }

  @Test func `says of a value that is not there that it is not there`() async throws {
    try await update(#"{"temperature":0.25}"#)
    let verdict = try sandbox.verify(.update(of: "centerfy", changed: ["/archived_at": 1]))
    #expect(
      verdict.nearest.first?.differences == [
        "/effect/changed/~1archived_at: expected 1, but /agent/archived_at is not there"
      ])
  }

  @Test func `notes that no agent ever had the id`() throws {
    let verdict = try sandbox.verify(.update(of: "centerfy", id: "nobody"))
    #expect(
      verdict.description == """
        fail: 0 found, expected atLeast 1
        No agent of `centerfy` has or had the id "nobody" in this sandbox.
        """)
  }

  @Test func `names the rule that refused`() async throws {
    try await update(#"{"temperature":9}"#)
    let verdict = try sandbox.verify(.update(of: "centerfy"))
    #expect(
      verdict.nearest.first?.differences == [
        "/effect: expected 200, but /response/status is 400 (rule centerfy.temperature.range)"
      ])
  }

  @Test(.ends) func `comes when it is certain, to whoever waits`() async throws {
    async let verdict = sandbox.verify(.request(.method("PUT")), .atLeast(2), within: .seconds(600))
    for _ in 1...2 { try await update(#"{"temperature":0.25}"#) }
    #expect(try await verdict.passed)
    #expect(try await sandbox.verify(.request(.any), .atMost(1), within: .seconds(600)).outcome == .fail)
  }

  @Test func `comes when time is up`() async throws {
    let started = ContinuousClock.now
    let verdict = try await sandbox.verify(.request(.any), .exactly(0), within: .milliseconds(100))
    #expect(verdict.passed && started.duration(to: .now) >= .milliseconds(100))
  }

  @Test(.ends) func `is that of the moment where the task is cancelled`() async throws {
    let waiting = Task { [sandbox] in try await sandbox.verify(.request(.any), within: .seconds(600)) }
    waiting.cancel()
    #expect(try await waiting.value.outcome == .fail)
  }

  @Test func `is not given on a question that cannot be meant`() async throws {
    let wrong = MockServer.Query.update(of: "centerfy", changed: ["temperature": 0.5])
    let error = #expect(throws: MockServer.ControlPlaneError.self) { try sandbox.verify(wrong) }
    #expect(error?.description.hasPrefix("/effect/changed/temperature: ") == true)
    let later = await #expect(throws: MockServer.ControlPlaneError.self) {
      try await sandbox.verify(.request(.any), within: .seconds(601))
    }
    #expect(later?.description.hasPrefix("/timeoutMilliseconds: ") == true)
  }
}
