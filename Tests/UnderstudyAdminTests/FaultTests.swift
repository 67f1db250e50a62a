import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A fault", .waits) struct FaultTests {
  /// A request that each endpoint accepts as its own, whatever it says.
  private static let requests = Registry().surfaces.map { surface in
    let operation = surface.operations[0]
    return (key: surface.id, value: "\(operation.method) /\(surface.vendor)\(operation.path.filled(with: "a1"))")
  }

  private func send(_ server: FreshServer, _ request: String) throws -> RawAnswer {
    let words = request.split(separator: " ").map(String.init)
    return try server.send(words[0], words[1], "{}")
  }

  @Test(
    "answers 429 in each vendor's own shape, headers included",
    arguments: [
      ("trillet-omni-flow", trillet), ("trillet-call", trillet),
      (
        "centerfy",
        #"{"error":true,"message":"Rate limit exceeded. Please wait a few seconds before you try again."}"#
      ),
      (
        "talkifai",
        #"{"success":false,"error":"Rate limit exceeded","code":"rate_limited"}"#
      ), ("talkifai-studio", #"{"error":"Rate limit exceeded"}"#),
      (
        "voicebip",
        #"{"error_code":"RATE_LIMITED","message":"Rate limit exceeded. Retry after 1 seconds.","request_id":"req_0000000001","#
          + #""documentation_url":"https://docs.voicebip.com/errors/RATE_LIMITED"}"#
      ),
    ])
  func rateLimit(_ surface: String, _ body: String) throws {
    let server = try FreshServer { $0.sandboxes.clock = .init("2026-04-17T12:00:00Z") }
    try server.map(#"{"understudy":{"error":429}}"#)
    let request = try #require(Self.requests.first { $0.key == surface }?.value)
    let answer = try send(server, request)
    #expect(answer.status == 429 && answer.text == body && answer["Content-Type"] == "application/json")
    #expect(answer["Retry-After"] == (["voicebip", "talkifai"].contains(surface) ? "1" : nil))
    #expect(answer["X-RateLimit-Limit"] == (surface == "talkifai" ? "60" : nil))
    #expect(answer["X-Understudy-Rule"] == nil && answer["Matched-Stub-Id"] != nil)
  }

  private static let trillet =
    #"{"error":{"code":"rate_limit_exceeded","message":"Too many requests. Please try again in 1 seconds.","#
    + #""reset_at":"2026-04-17T12:00:01Z"}}"#

  @Test("answers any status of an error in the shape of every vendor", arguments: Self.requests.map(\.key))
  func anyStatus(_ id: String) throws {
    let server = try FreshServer()
    let request = try #require(Self.requests.first { $0.key == id }?.value)
    let surface = try #require(Registry().surfaces.first { $0.id == id })
    let shape = surface.error(Refusal(rule: "", reason: .saveFailed()), "0000000000").body.shape
    for status in [400, 401, 402, 403, 404, 405, 409, 413, 418, 422, 500, 501, 502, 503, 504, 599] {
      try server.map(#"{"understudy":{"error":\#(status),"times":1}}"#)
      let answer = try send(server, request)
      #expect(try answer.status == status && answer.json.shape == shape, "\(answer.text)")
    }
  }

  @Test(
    "answers with the code and in the words that the vendor has for the status",
    arguments: [
      (403, "PUT /api/agents/agent_abc123", #""error":"You don't have permission to update this agent""#),
      (403, "GET /talkifai/v1/agents/agent_abc123", #""error":"You don't have permission to access this agent""#),
      (403, "DELETE /talkifai/v1/agents/a1", #""error":"You don't have permission to delete this agent""#),
      (403, "POST /talkifai/v1/agents", #""error":"Only organization owners and admins can set agent as "#),
      (401, "PUT /v1/api/agents/a1", #""message":"`x-workspace-id` header is required""#),
      (403, "PUT /v1/api/agents/a1", #""message":"Workspace not found""#),
      (402, "POST /voicebip/v1/agents", #""error_code":"QUOTA_EXCEEDED""#),
      (402, "PATCH /voicebip/v1/agents/a1", #""error_code":"QUOTA_EXCEEDED""#),
      (409, "POST /voicebip/v1/agents", #""error_code":"ALREADY_EXISTS""#),
      (402, "PUT /centerfy/functions/v1/crm-api/update-agent/a1", #""message":"Payment required""#),
      (404, "GET /voicebip/v1/agents", #""message":"Agent unknown not found""#),
      (405, "GET /talkifai/v1/agents", #""error":"This path answers GET, POST only""#),
      (405, "PATCH /voicebip/v1/agents/a1", #""message":"This path answers PATCH, GET, DELETE only""#),
    ])
  func words(_ status: Int, _ request: String, _ part: String) throws {
    let server = try FreshServer()
    try server.map(#"{"understudy":{"error":\#(status)}}"#)
    let answer = try send(server, request)
    #expect(answer.status == status && answer.text.contains(part), "\(answer.text)")
    #expect(answer["Allow"] == (status == 405 ? String(part.split(separator: "answers ")[1].dropLast(6)) : nil))
  }

  @Test func `answers in our own shape where no vendor has the path`() throws {
    let server = try FreshServer()
    try server.map(#"{"understudy":{"error":503}}"#)
    let answer = try server.send("PUT", "/nowhere")
    #expect(try answer.status == 503 && answer[at: "/errors/0/code"] == "fault")
  }

  @Test func `delays an answer that is then the vendor's, and what it stores`() throws {
    try GrowingDelay.attempt { delay in
      let server = try FreshServer()
      try server.map(
        #"{"response":{"fixedDelayMilliseconds":\#(delay.milliseconds)},"understudy":{"emulate":true}}"#)
      let client = try server.client()
      let started = ContinuousClock.now
      try client.send(
        FreshServer.request("PUT", FreshServer.path, #"{"temperature":0.1}"#, FreshServer.fields(nil)))
      let early = try server.stored().members?["temperature"]
      try delay.requireTime()
      #expect(early == 0.7)
      #expect(try client.readAnswer().status == 200)
      #expect(started.duration(to: .now) >= .milliseconds(delay.milliseconds))
      #expect(try server.stored().members?["temperature"] == 0.1)
    }
  }

  @Test func `of the settings delays every answer of the sandbox, and a mapping's own replaces it`() throws {
    let server = try FreshServer()
    let settings = #"{"fixedDelay":200,"delayDistribution":{"type":"uniform","lower":50,"upper":60}}"#
    #expect(try server.admin("POST", "/settings", settings, in: "a").status == 200)
    #expect(try server.admin("GET", "/settings", in: "a")[at: "/settings"] == JSON(text: settings))
    let time = { (sandbox: String) in
      try ContinuousClock().measure { _ = try server.update(#"{"temperature":0.1}"#, in: sandbox) }
    }
    #expect(try time("a") >= .milliseconds(250))
    try server.map(#"{"response":{"fixedDelayMilliseconds":0},"understudy":{"emulate":true}}"#, in: "a")
    #expect(try time("a") >= .milliseconds(50))
    #expect(try server.admin("POST", "/settings", "{}", in: "a").status == 200)
    #expect(try server.admin("POST", "/settings", #"{"fixdDelay":1}"#, in: "a").status == 422)
  }

  @Test(
    "on the wire is what the client sees, also after the vendor has stored the update",
    arguments: ["CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE"])
  func wire(_ fault: String) throws {
    let server = try FreshServer()
    try server.map(#"{"response":{"fault":"\#(fault)"},"understudy":{"emulate":true,"times":1}}"#)
    let client = try server.client()
    try client.send(FreshServer.request("PUT", FreshServer.path, #"{"temperature":0.1}"#, FreshServer.fields(nil)))
    switch fault {
    case "CONNECTION_RESET_BY_PEER":
      let error = #expect(throws: RawClient.Failure.self) { try client.readUntilClose() }
      #expect(error?.description.contains("reset by peer") == true)
    case "EMPTY_RESPONSE": #expect(try client.readUntilClose() == [])
    case "MALFORMED_RESPONSE_CHUNK":
      let text = String(decoding: try client.readUntilClose(), as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.lowercased().contains("transfer-encoding: chunked"))
    default:
      let bytes = try client.readUntilClose()
      #expect(!bytes.isEmpty && !bytes.starts(with: "HTTP".utf8))
    }
    #expect(try server.stored().members?["temperature"] == 0.1)
    let entry = try server.admin("GET", "/requests")
    #expect(try entry[at: "/requests/0/response/fault"] == .string(fault))
    #expect(try server.update(#"{"temperature":0.2}"#).status == 200)
  }

  @Test func `sends the vendor's answer in pieces`() throws {
    let server = try FreshServer()
    try server.map(
      #"{"response":{"chunkedDribbleDelay":{"numberOfChunks":4,"totalDuration":200}},"understudy":{"emulate":true}}"#
    )
    let client = try server.client()
    let started = ContinuousClock.now
    let request = FreshServer.request(
      "PUT", FreshServer.path, #"{"temperature":0.1}"#,
      ["x-api-key": FreshServer.key, "Content-Type": "application/json", "Connection": "close"])
    try client.send(request)
    let text = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(text.lowercased().contains("transfer-encoding: chunked") && text.contains(#""id":"#))
    #expect(started.duration(to: .now) >= .milliseconds(150))
  }
}

extension JSON {
  /// The names of the members and the kinds of their values, without times that only some errors have.
  fileprivate var shape: [String] {
    guard let members else { return [kind] }
    return members.flatMap { member in member.value.shape.map { "\(member.name): \($0)" } }
  }
}
