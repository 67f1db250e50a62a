import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A request whose answer is delayed", .waits) struct WaitingRequestTests {
  private static let long = 600_000

  /// A server that delays updates of the sandbox `a`.
  private func server(
    by milliseconds: Int = long, times: Int = 1, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> FreshServer {
    let server = try FreshServer(change)
    try server.map(
      #"{"name":"slow","response":{"fixedDelayMilliseconds":\#(milliseconds)},"understudy":{"emulate":true,"times":\#(times)}}"#,
      in: "a")
    return server
  }

  /// A client whose update waits. The journal has its request.
  private func waitingClient(
    _ server: FreshServer, _ body: String = #"{"temperature":0.1}"#, key: String = FreshServer.key
  ) throws -> RawClient {
    let client = try server.client()
    let before = try entries(server).count
    try client.send(
      FreshServer.request(
        "PUT", "/sandbox/a\(FreshServer.path)", body, ["x-api-key": key, "Content-Type": "application/json"]))
    #expect(try until { try entries(server).count > before })
    return client
  }

  private func entries(_ server: FreshServer, _ query: String = "") throws -> [JSON] {
    try server.admin("GET", "/requests\(query)", in: "a")[at: "/requests"]?.array ?? []
  }

  private func waiting(_ server: FreshServer) throws -> [JSON] { try entries(server, "?waiting=true") }

  private func ask(_ server: FreshServer, _ query: String) throws -> RawAnswer {
    try server.admin("POST", "/verify", query, in: "a")
  }

  @Test func `is in the journal from its arrival`() throws {
    let server = try server()
    let client = try waitingClient(server)
    let entry = try #require(try waiting(server).first)
    let id = try #require(entry[at: "/id"]?.string)
    #expect(entry[at: "/request/understudy/waiting"] == true && entry[at: "/response"] == nil)
    #expect(entry[at: "/responseDefinition"] != nil && entry[at: "/timing"] == nil)
    #expect(entry[at: "/request/understudy/mapping/name"] == "slow" && entry[at: "/wasMatched"] == true)
    #expect(entry[at: "/request/understudy/agent"] == .string(FreshServer.agent))
    #expect(entry[at: "/request/body"] == #"{"temperature":0.1}"#)
    #expect(try server.admin("GET", "/requests/\(id)", in: "a").json == entry)
    _ = try server.update(#"{"temperature":0.2}"#, in: "a")
    let list = try server.admin("GET", "/requests", in: "a")
    #expect(list["X-Understudy-Waiting"] == "1")
    #expect(try list.json.members?.map(\.name) == ["requests", "meta", "requestJournalDisabled"])
    for pattern in [#"{"method":"PUT"}"#, "{}"] {
      #expect(try server.admin("POST", "/requests/count", pattern, in: "a")[at: "/count"] == 2)
      let found = try server.admin("POST", "/requests/find", pattern, in: "a")[at: "/requests"]?.array
      #expect(found?.map { $0[at: "/understudy/waiting"] } == [nil, true])
    }
    withExtendedLifetime(client) {}
  }

  @Test func `keeps its id and its place when it is answered`() throws {
    try GrowingDelay.attempt { delay in
      let server = try server(by: delay.milliseconds)
      let client = try waitingClient(server)
      let id = try waiting(server).first?[at: "/id"]?.string
      _ = try server.update(#"{"temperature":0.2}"#, in: "a")
      try delay.requireTime()
      #expect(try client.readAnswer().status == 200)
      let after = try entries(server)
      #expect(after.count == 2 && id != nil && after.last?[at: "/id"]?.string == id)
      #expect(after.last?[at: "/response/status"] == 200 && after.last?[at: "/request/understudy/waiting"] == nil)
      #expect(after.last?[at: "/request/understudy/after/temperature"] == 0.1)
      let empty = try server.admin("GET", "/requests?waiting=true", in: "a")
      #expect(try empty[at: "/meta/total"] == 0 && empty["X-Understudy-Waiting"] == "0")
      let changes = try server.admin("GET", "/changes", in: "a")[at: "/changes"]?.array
      #expect(changes?.map { $0[at: "/patch/0/value"] } == [0.1, 0.2], "newest first, by the order of the changes")
    }
  }

  @Test func `has no secret in the journal`() throws {
    let server = try server()
    let client = try waitingClient(server, #"{"elevenLabsApiKey":"SECRET"}"#, key: "sk_live_4242424242424242")
    let text = try waiting(server).description
    #expect(!text.contains("SECRET") && !text.contains("4242424242424242") && text.contains("redacted"))
    withExtendedLifetime(client) {}
  }

  @Test func `is counted by verify as soon as its request is known, and its effect when it has one`() throws {
    let effect = #""effect":{"changed":{"/temperature":0.1}}"#
    try GrowingDelay.attempt { delay in
      let server = try server(by: delay.milliseconds)
      let client = try waitingClient(server)
      let sent = try ask(server, #"{"request":{"method":"PUT"},"exactly":1}"#)
      let other = try ask(server, #"{"request":{"method":"GET"},"exactly":0}"#)
      let early = try ask(server, "{\(effect)}")
      try delay.requireTime()
      #expect(try sent.status == 200 && sent[at: "/waiting"] == 1 && sent[at: "/requests"]?.array?.count == 1)
      #expect(try other.status == 200 && other[at: "/waiting"] == nil)
      #expect(try early.status == 409 && early[at: "/count"] == 0 && early[at: "/waiting"] == 1)
      #expect(try early[at: "/nearest/0/status"] == .null)
      #expect(try early[at: "/nearest/0/mismatches/0/remark"] == "the request waits for its response")
      let late = try ask(server, #"{\#(effect),"timeoutMilliseconds":600000}"#)
      #expect(try late.status == 200 && late[at: "/count"] == 1 && late[at: "/waiting"] == nil)
      #expect(try client.readAnswer().status == 200)
    }
  }

  @Test func `is counted once by a verification that sees it arrive and be answered`() throws {
    try GrowingDelay.attempt { timeout in
      let server = try server(by: timeout.milliseconds / 4, times: 2)
      let first = try waitingClient(server)
      let query = try server.client()
      let question =
        #"{"request":{"method":"PUT"},"exactly":2,"timeoutMilliseconds":\#(timeout.milliseconds)}"#
      try query.send(FreshServer.request("POST", "/sandbox/a/__admin/verify", question))
      _ = try server.admin("GET", "/version")  // After the other one: the worker keeps the order.
      let second = try waitingClient(server)
      let statuses = try [first, second].map { try $0.readAnswer().status }
      try timeout.requireTime()
      #expect(statuses == [200, 200])
      let answer = try query.readAnswer()
      #expect(try answer.status == 200 && answer[at: "/count"] == 2, "\(answer.text)")
    }
  }

  @Test("is dropped when its connection is cut off", arguments: ["reset", "remove", "restore"])
  func cutOff(_ way: String) throws {
    let server = try server(times: 3)
    _ = try server.admin("PUT", "/snapshots/before", in: "a")
    let clients = try (1...3).map { _ in try waitingClient(server) }
    let answer =
      switch way {
      case "reset": try server.admin("POST", "/reset", in: "a")
      case "remove": try server.admin("DELETE", "/sandboxes/a")
      default: try server.admin("POST", "/snapshots/before/restore", in: "a")
      }
    #expect(answer.status == 200)
    for client in clients { #expect((try? client.readUntilClose()) == []) }
    #expect(try until { try entries(server).isEmpty })
    let usage = try server.admin("GET", "/info")
    #expect(try usage[at: "/journal/entries"] == 0 && usage[at: "/journal/bytes"] == 0)
    #expect(try server.admin("GET", "/requests", in: "a")["X-Understudy-Waiting"] == "0")
  }

  @Test("is not recorded again if it was removed or evicted", arguments: ["DELETE", "evict"])
  func removed(_ way: String) throws {
    try GrowingDelay.attempt { delay in
      let server = try server(by: delay.milliseconds) { $0.journal.entries = 2 }
      let client = try waitingClient(server)
      if way == "DELETE" {
        _ = try server.admin("DELETE", "/requests", in: "a")
      } else {
        for _ in 1...2 { _ = try server.update("{}", in: "b") }
      }
      try delay.requireTime()
      #expect(try client.readAnswer().status == 200)
      #expect(try entries(server).isEmpty)
      let evicted = try server.admin("GET", "/requests", in: "a")["X-Understudy-Evicted"]
      #expect(evicted == (way == "DELETE" ? "0" : "1"))
      #expect(try server.stored(in: "a").members?["temperature"] == 0.1)
    }
  }

  @Test("is marked if its client leaves, and has its effect in its time", arguments: ["close", "abort"])
  func departed(_ way: String) throws {
    try GrowingDelay.attempt { delay in
      let server = try server(by: delay.milliseconds)
      let client = try waitingClient(server)
      if way == "close" { client.close() } else { client.abort() }
      _ = try until {
        try delay.mayBeOver || waiting(server).first?[at: "/request/understudy/departed"] == true
      }
      let early = try server.stored(in: "a").members?["temperature"]
      try delay.requireTime()
      #expect(early == 0.7)
      let verdict = try ask(
        server, #"{"effect":{"changed":{"/temperature":0.1},"only":true},"timeoutMilliseconds":600000}"#)
      #expect(verdict.status == 200, "\(verdict.text)")
      #expect(try server.stored(in: "a").members?["temperature"] == 0.1)
      let entry = try #require(try entries(server).first)
      #expect(entry[at: "/request/understudy/departed"] == true && entry[at: "/response/status"] == 200)
    }
  }

  @Test func `is marked if its client leaves while the answer dribbles`() throws {
    let server = try FreshServer()
    try server.map(
      #"{"response":{"chunkedDribbleDelay":{"numberOfChunks":2,"totalDuration":600000}},"understudy":{"emulate":true}}"#
    )
    let client = try server.client()
    try client.send(FreshServer.request("PUT", FreshServer.path, #"{"temperature":0.1}"#, FreshServer.fields(nil)))
    _ = try client.readText(until: "\r\n\r\n")
    #expect(try server.stored().members?["temperature"] == 0.1, "stored before the first piece")
    #expect(try server.admin("GET", "/requests")[at: "/requests/0/request/understudy/departed"] == nil)
    client.close()
    #expect(
      try until { try server.admin("GET", "/requests")[at: "/requests/0/request/understudy/departed"] == true })
  }

  @Test func `has events from its arrival`() throws {
    try GrowingDelay.attempt { delay in
      let server = try server(by: delay.milliseconds)
      let events = try Events.ready(server, in: "a")
      let client = try waitingClient(server)
      let arrived = try events.next()
      client.close()
      let departed = try events.next()
      let later = try server.update(#"{"temperature":0.2}"#, in: "a")["X-Understudy-Request-Id"]
      try delay.requireTime()
      #expect(arrived.name == "arrived" && arrived.id == nil)
      let members = [
        "id", "loggedDate", "sandbox", "method", "url", "operation", "endpoint", "agentId", "mapping", "origin",
        "agentName",
      ]
      #expect(arrived.data.members?.map(\.name) == members)
      #expect(arrived.data.members?["mapping"] == "slow")
      let id = try #require(arrived.data.members?["id"])
      #expect(departed == Events.Event(name: "departed", data: ["id": id]))
      #expect(try events.nextRequest().id == later)
      let recorded = try events.nextRequest()
      #expect(recorded.name == "request" && recorded.id == id.string && recorded.data.members?["departed"] == true)
      // It was recorded after the other one, although it had arrived before.
      let again = try Events.ready(server, in: "a", after: later)
      #expect(try again.nextRequest() == recorded)
      let last = try server.update(#"{"temperature":0.3}"#, in: "a")["X-Understudy-Request-Id"]
      let newest = try Events.ready(server, in: "a", after: recorded.id)
      #expect(try newest.nextRequest().id == last)
    }
  }
}

extension JSON {
  fileprivate subscript(at pointer: String) -> JSON? { Pointer(pointer).flatMap { self[$0] } }
}
