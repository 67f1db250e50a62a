import Foundation
import Testing
import Understudy
import UnderstudyTestSupport

@Suite("A sandbox of a mock server", .waits) struct SandboxTests {
  let mock: MockServer
  let sandbox: MockServer.Sandbox

  init() throws {
    mock = try .started()
    sandbox = mock.sandbox()
  }

  private var temperature: MockServer.JSONValue? {
    get throws { try sandbox.agent("centerfy", id: Client.agent)["/temperature"] }
  }

  @Test func `is reached by its URL and by its credential, and by no other request`() async throws {
    try await Client.update(sandbox.url, #"{"temperature":0.25}"#)
    try await Client.update(mock.url, #"{"max_duration":7}"#, key: sandbox.credential(Client.key))
    try await Client.update(mock.url, #"{"temperature":0.5}"#)
    #expect(try sandbox.requests.count == 2 && temperature == 0.25)
    #expect(try mock.sandbox("default").agent("centerfy", id: Client.agent)["/temperature"] == 0.5)
    #expect(mock.sandbox().name != mock.sandbox().name)
  }

  @Test func `is named as its URL says, and cannot have any name`() throws {
    let named = try mock.sandbox("checkout-7")
    #expect(named.url == "\(mock.url)/sandbox/checkout-7")
    #expect(named.credential("cfy_your_api_key") == "cfy_your_api_key~checkout-7")
    for name in ["", "a b", "a/b", "ä", "a?b", String(repeating: "a", count: 65)] {
      let error = #expect(throws: MockServer.ControlPlaneError.self) { try mock.sandbox(name) }
      #expect(error?.description.contains("1 to 64") == true, "\(name)")
    }
  }

  @Test func `has its requests as a HAR file, oldest first`() async throws {
    try await Client.update(sandbox.url, #"{"temperature":0.5}"#)
    try await Client.update(sandbox.url, #"{"temperature":9}"#)
    let har = try MockServer.JSONValue(text: sandbox.har())
    #expect(har["/log/version"] == "1.2" && har["/log/_understudy/sandbox"]?.string == sandbox.name)
    #expect(har["/log/entries/0/response/status"] == 200 && har["/log/entries/1/response/status"] == 400)
    #expect(har["/log/entries/1/_understudy/rule"] == "centerfy.temperature.range")
    #expect(har["/log/entries/2"] == nil)
  }

  @Test func `says what was sent, in order`() async throws {
    try await Client.update(sandbox.url, #"{"temperature":0.5,"nmae":"x"}"#)
    try await Client.update(sandbox.url, #"{"temperature":9}"#)
    let requests = try sandbox.requests
    #expect(requests.map(\.status) == [200, 400] && requests.map(\.method) == ["PUT", "PUT"])
    #expect(requests.allSatisfy { $0.target == Client.path && $0.header("X-API-Key") == Client.key })
    #expect(requests.map(\.rule) == [nil, "centerfy.temperature.range"])
    #expect(requests[0].warnings == ["`nmae` is not a field of this endpoint; did you mean `name`?"])
    #expect(requests[0].json == ["nmae": "x", "temperature": 0.5])
    #expect(
      try MockServer.JSONValue(text: String(decoding: requests[0].answer, as: UTF8.self))["/id"]?.string
        == Client.agent)
  }

  @Test func `says what updates did`() async throws {
    let started = Date.now
    try await Client.update(sandbox.url, #"{"temperature":9}"#)
    try await Client.update(sandbox.url, #"{"temperature":0.5,"nmae":"x"}"#)
    let change = try #require(try sandbox.changes.first)
    #expect(try sandbox.changes.count == 1 && change.requestID == sandbox.requests[1].id)
    #expect(change.collection == "centerfy" && change.id == Client.agent && change.ignored == ["/nmae"])
    #expect(change.patch.contains(.replace("/temperature", 0.5)))
    #expect(isNow(since: started, change.time))
  }

  @Test func `says what updates did beside what the test has prepared`() async throws {
    let agent = try sandbox.agent("centerfy", id: Client.agent)
    try sandbox.store(agent, in: "centerfy", id: Client.agent)
    try await Client.update(sandbox.url, #"{"temperature":0.5}"#)
    #expect(try sandbox.changes.map(\.requestID) == [sandbox.requests[0].id])
  }

  @Test func `names assumptions, and uses another profile`() async throws {
    try await Client.update(sandbox.url, #"{"webhook_url":null}"#)
    let expected = ["centerfy.webhook_url.nullable"]
    #expect(try sandbox.changes.first?.assumptions == expected && sandbox.requests.first?.assumptions == expected)
    try sandbox.use(profile: .observed)
    let (agent, workspace) = ("\(sandbox.url)/v1/api/agents/agentIdExample", "workspaceIdExample")
    #expect(try await Client.send("PUT", agent, #"{"name":"x"}"#, key: workspace, in: "x-workspace-id") == 200)
    try sandbox.reset()
    #expect(try await Client.send("PUT", agent, #"{"name":"x"}"#, key: workspace, in: "x-workspace-id") == 400)
  }

  @Test func `counts creations and deletions`() async throws {
    func send(_ operation: String, _ body: String) async throws -> Int {
      try await Client.send("POST", "\(sandbox.url)/functions/v1/crm-api/\(operation)", body)
    }
    let agent = """
      {"name":"Sales Bot","voice_id":"Sulafat","max_duration":30,"temperature":0.7,"silence_timeout":5,
      "voice_activity_timeout":1000,"llm_model":"gpt-4o-mini","language":"en-US","background_noise":false,
      "voicemail_detection":false}
      """
    #expect(try await send("create-agent", agent) == 201)
    let created = try #require(try sandbox.changes.first)
    #expect(created.kind == .created && created.patch.count == 1)
    #expect(try await send("archive-agent", #"{"agent_id":"\#(created.id)"}"#) == 200)
    #expect(try sandbox.changes.last?.kind == .deleted)
    #expect(try sandbox.verify(.creation(of: "centerfy", holding: ["/name": "Sales Bot"]), .exactly(1)).passed)
    #expect(try sandbox.verify(.deletion(of: "centerfy", id: created.id), .exactly(1)).passed)
    #expect(try !sandbox.verify(.deletion(of: "talkifai")).passed)
  }

  @Test func `stores, lists and removes agents, whatever their ids`() throws {
    let count = try sandbox.agents("talkifai").count
    let seeded = try sandbox.agent("talkifai", id: "agent_abc123")
    let text = seeded.description.replacing("agent_abc123", with: "a/b ?ä")
    try sandbox.store(try MockServer.JSONValue(text: text), in: "talkifai", id: "a/b ?ä")
    #expect(try sandbox.agent("talkifai", id: "a/b ?ä")["/id"] == "a/b ?ä")
    #expect(try sandbox.agents("talkifai").count == count + 1)
    try sandbox.removeAgent("talkifai", id: "a/b ?ä")
    let gone = #expect(throws: MockServer.ControlPlaneError.self) { try sandbox.agent("talkifai", id: "a/b ?ä") }
    #expect(gone?.description.contains("There is no agent \"a/b ?ä\"") == true)
  }

  @Test func `stores no agent that could not be a seed`() {
    let wrong = #expect(throws: MockServer.ControlPlaneError.self) {
      try sandbox.store(["temperature": "hot"], in: "centerfy", id: Client.agent)
    }
    #expect(wrong?.description.contains("/temperature: ") == true)
  }

  @Test func `goes back to its beginning, or goes`() async throws {
    for back in [MockServer.Sandbox.reset, MockServer.Sandbox.remove] {
      try await Client.update(sandbox.url, #"{"temperature":0.5}"#)
      try sandbox.fail(.status(500))
      try back(sandbox)()
      #expect(try sandbox.requests.isEmpty && temperature == 0.7)
      #expect(try await Client.update(sandbox.url, #"{"temperature":0.5}"#) == 200)
    }
  }

  @Test func `has a clock of its own`() async throws {
    let stamp = { try sandbox.agent("centerfy", id: Client.agent)["/updated_at"] }
    try sandbox.freeze(at: Date(timeIntervalSince1970: 1_800_000_000))
    try await Client.update(sandbox.url, #"{"temperature":0.5}"#)
    #expect(try stamp() == "2027-01-15T08:00:00Z")
    try sandbox.advanceClock(by: .seconds(90))
    try await Client.update(sandbox.url, #"{"temperature":0.25}"#)
    #expect(try stamp() == "2027-01-15T08:01:30Z")
    try sandbox.unfreeze()
    let started = Date.now
    try await Client.update(sandbox.url, #"{"temperature":0.125}"#)
    #expect(try isNow(since: started, sandbox.requests[2].time))
  }

  /// Whether a time is not before that one, but for what is cut off where times are written, nor in the future.
  private func isNow(since start: Date, _ time: Date) -> Bool {
    (start.addingTimeInterval(-1)...Date.now).contains(time)
  }

  @Test func `loses no second when many advance its clock at once`() async throws {
    try sandbox.freeze(at: Date(timeIntervalSince1970: 1_800_000_000))
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 1...450 { try? sandbox.advanceClock(by: .seconds(1)) }
    }
    try await Client.update(sandbox.url, #"{"temperature":0.5}"#)
    #expect(try sandbox.agent("centerfy", id: Client.agent)["/updated_at"] == "2027-01-15T09:00:00Z")
  }

  @Test func `has rules of its own`() async throws {
    try sandbox.disableRule("centerfy.temperature.range")
    #expect(try await Client.update(sandbox.url, #"{"temperature":7}"#) == 200)
    #expect(try await Client.update(mock.url, #"{"temperature":7}"#) == 400)
    try sandbox.enableRule("centerfy.temperature.range")
    #expect(try await Client.update(sandbox.url, #"{"temperature":7}"#) == 400)
    let error = #expect(throws: MockServer.ControlPlaneError.self) {
      try sandbox.disableRule("centerfy.temperature.rang")
    }
    #expect(error?.description.contains("did you mean \"centerfy.temperature.range\"?") == true)
  }
}
