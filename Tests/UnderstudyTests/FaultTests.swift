import Testing
import Understudy
import UnderstudyTestSupport

@Suite("A fault of a mock server", .waits) struct FaultTests {
  let sandbox: MockServer.Sandbox

  init() throws { sandbox = try MockServer.started().sandbox() }

  private func update() async throws -> Int { try await Client.update(sandbox.url, #"{"temperature":0.25}"#) }
  private var isStored: Bool {
    get throws { try sandbox.agent("centerfy", id: Client.agent)["/temperature"] == 0.25 }
  }

  @Test func `answers as the vendor does, so often`() async throws {
    try sandbox.fail(.status(429), on: .method("PUT"), times: 1)
    #expect(try await update() == 429)
    #expect(try !isStored)
    #expect(try await update() == 200)
    #expect(try isStored)
  }

  @Test func `answers something else until it is removed`() async throws {
    try sandbox.fail(.answer(502, ["reason": "proxy"], headers: ["Via": "test"]), on: .path(Client.path))
    for _ in 1...2 { #expect(try await update() == 502) }
    #expect(try sandbox.requests[0].answer.elementsEqual(#"{"reason":"proxy"}"#.utf8))
    try sandbox.removeFaults()
    #expect(try await update() == 200)
  }

  @Test func `delays the right answer`() async throws {
    try sandbox.fail(.delay(.milliseconds(200)))
    let started = ContinuousClock.now
    #expect(try await update() == 200)
    #expect(try started.duration(to: .now) >= .milliseconds(200) && isStored)
  }

  @Test(
    "breaks the connection",
    arguments: [MockServer.Fault.reset, .emptyResponse, .malformedChunk, .randomData, .resetAfterUpdate])
  func breaks(_ fault: MockServer.Fault) async throws {
    try sandbox.fail(fault)
    await #expect(throws: (any Error).self) { try await update() }
    #expect(try sandbox.requests.first?.status == nil)
  }

  @Test func `loses the answer to an update that is stored`() async throws {
    try sandbox.fail(.resetAfterUpdate, times: 1)
    await #expect(throws: (any Error).self) { try await update() }
    #expect(try isStored)
  }

  @Test func `is for the requests that its pattern means`() async throws {
    let patterns: [MockServer.RequestPattern] = [
      MockServer.RequestPattern(headers: ["X-Api-Key": "another", "content-type": "application/json"]),
      MockServer.RequestPattern(method: "PUT", path: "/other"),
      MockServer.RequestPattern(body: ["temperature": 0.5]),
      MockServer.RequestPattern(wireMock: ["urlPathPattern": "/other/.*"]),
    ]
    for pattern in patterns { try sandbox.fail(.status(500), on: pattern) }
    #expect(try await update() == 200)
    try sandbox.fail(
      .status(500), on: MockServer.RequestPattern(headers: ["x-api-key": Client.key], body: ["temperature": 0.25]))
    #expect(try await update() == 500)
  }

  @Test func `is for bodies that are strings, too`() async throws {
    try sandbox.fail(.status(500), on: MockServer.RequestPattern(body: "{}"))
    #expect(try await Client.update(sandbox.url, #""{}""#) == 500)
    #expect(try await Client.update(sandbox.url, "{}") != 500)
  }

  @Test func `takes no longer than the control plane lets it`() {
    #expect(throws: MockServer.ControlPlaneError.self) { try sandbox.fail(.delay(.seconds(Int64.max))) }
    #expect(throws: MockServer.ControlPlaneError.self) { try sandbox.fail(.status(500), times: 0) }
  }

  @Test func `may be any mapping`() async throws {
    try sandbox.add(mapping: ["understudy": ["error": 503, "probability": 1]])
    #expect(try await update() == 503)
    let error = #expect(throws: MockServer.ControlPlaneError.self) {
      try sandbox.fail(.status(200), on: MockServer.RequestPattern(wireMock: ["metod": "PUT"]))
    }
    let lines = error?.description.split(separator: "\n") ?? []
    #expect(
      lines.contains { $0.hasPrefix("/understudy/error: ") } && lines.contains { $0.hasPrefix("/request/metod: ") })
  }
}
