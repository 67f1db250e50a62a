import Testing
import Understudy
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The stream of events", .waits) struct EventTests {
  private static let members = [
    "id", "loggedDate", "sandbox", "method", "url", "operation", "endpoint", "agentId", "mapping", "origin",
    "agentName", "status", "rule", "message", "warnings", "changed", "effect", "changes", "changeCount", "micros",
    "waitedMillis", "faultKind",
  ]

  @Test func `has each request once it has been answered, with its details`() throws {
    let server = try FreshServer { $0.sandboxes.clock = Timestamp("2026-04-17T12:00:00Z") }
    let events = try Events.ready(server)
    #expect(events.head.hasPrefix("HTTP/1.1 200 "))
    #expect(events.head.contains("\r\nContent-Type: text/event-stream; charset=utf-8"))
    #expect(events.head.contains("\r\nCache-Control: no-store"))
    let answer = try server.update(#"{"temperature":0.1,"nmae":"x"}"#)
    let event = try events.next()
    #expect(event.name == "request" && event.id == answer["X-Understudy-Request-Id"])
    #expect(event.data.members?.map(\.name) == Self.members)
    #expect(event.data.members?["id"]?.string == event.id)
    #expect(event.data.members?["loggedDate"] == 1_776_427_200_000)
    #expect(event.data.members?["method"] == "PUT" && event.data.members?["url"] == .string(FreshServer.path))
    #expect(event.data.members?["status"] == 200 && event.data.members?["endpoint"] == "centerfy")
    #expect(event.data.members?["agentId"] == .string(FreshServer.agent))
    #expect(event.data.members?["rule"] == .null && event.data.members?["mapping"] == .null)
    #expect(event.data.members?["warnings"] == 1 && event.data.members?["changed"] == true)
    _ = try server.update(#"{"temperature":9}"#)
    let refused = try events.next().data.members
    #expect(refused?["status"] == 400 && refused?["rule"] == "centerfy.temperature.range")
    #expect(refused?["changed"] == false && refused?["warnings"] == 0)
    _ = try server.send("GET", "/no/such/path?a=b")
    let unknown = try events.next().data.members
    #expect(unknown?["status"] == 404 && unknown?["endpoint"] == .null && unknown?["agentId"] == .null)
    #expect(unknown?["url"] == "/no/such/path?a=b")
  }

  @Test func `has a fault instead of a status, and the applied mapping`() throws {
    let server = try FreshServer()
    try server.map(
      #"{"name":"cut","response":{"fault":"CONNECTION_RESET_BY_PEER"},"understudy":{"emulate":true,"times":1}}"#)
    try server.map(#"{"priority":9,"response":{"status":502}}"#)
    let events = try Events.ready(server)
    _ = try? server.update(#"{"temperature":0.1}"#)
    let fault = try events.nextRequest().data.members
    #expect(fault?.map(\.name) == Self.members + ["fault"])
    #expect(fault?["status"] == .null && fault?["fault"] == "CONNECTION_RESET_BY_PEER")
    #expect(fault?["mapping"] == "cut" && fault?["changed"] == true)
    let answer = try server.update(#"{"temperature":0.1}"#)
    let mapped = try events.nextRequest().data.members
    #expect(mapped?["status"] == 502 && mapped?["mapping"]?.string == answer["Matched-Stub-Id"])
  }

  @Test func `has the requests of its own sandbox only`() throws {
    let server = try FreshServer()
    let (a, b, standard) = (
      try Events.ready(server, in: "a"), try Events.ready(server, in: "b"), try Events.ready(server)
    )
    let answers = try ["b", nil, "a"].map { try server.update("{}", in: $0)["X-Understudy-Request-Id"] }
    #expect(try [b, standard, a].map { try $0.next().id } == answers)
    _ = try server.admin("POST", "/reset", in: "b")
    #expect(try b.next() == .gone("b"))
    let more = try ["a", nil].map { try server.update("{}", in: $0)["X-Understudy-Request-Id"] }
    #expect(try [a, standard].map { try $0.next().id } == more)
  }

  @Test func `says that the sandbox was reset, and continues`() throws {
    let server = try FreshServer()
    let streams = try (1...2).map { _ in try Events.ready(server, in: "a") }
    for end in ["/reset", "/reset", "/sandboxes/a", "/reset", "/sandboxes/a"] {
      let first = try server.update("{}", in: "a")["X-Understudy-Request-Id"]
      for events in streams { #expect(try events.next().id == first) }
      let call = end == "/reset" ? try server.admin("POST", end, in: "a") : try server.admin("DELETE", end)
      #expect(call.status == 200)
      for events in streams { #expect(try events.next() == .gone("a")) }
    }
    _ = try server.admin("DELETE", "/requests", in: "a")
    for events in streams { #expect(try events.next().name == "requests") }
    let last = try server.update("{}", in: "a")["X-Understudy-Request-Id"]
    for events in streams { #expect(try events.next().id == last, "a journal that is cleared is no new sandbox") }
  }

  @Test(
    "say that requests were removed",
    arguments: [
      ("DELETE", "/requests", ""), ("POST", "/requests/reset", ""), ("POST", "/requests/remove", "{}"),
      ("POST", "/requests/remove-by-metadata", #"{"matchesJsonPath":"$.a"}"#), ("DELETE", "/requests/ID", ""),
    ])
  func removals(_ method: String, _ path: String, _ body: String) throws {
    let server = try FreshServer()
    let events = try Events.ready(server, in: "a")
    _ = try server.update("{}", in: "a")
    let id = try #require(try events.next().id)
    _ = try server.admin(method, path.replacing("ID", with: id), body, in: "a")
    #expect(try events.next() == Events.Event(name: "requests", data: ["sandbox": "a"]))
  }

  @Test func `say that a snapshot was saved or removed`() throws {
    let server = try FreshServer()
    _ = try server.update("{}", in: "a")
    for method in ["PUT", "DELETE"] {
      let events = try Events.ready(server, in: "a")
      _ = try server.admin(method, "/snapshots/before", in: "a")
      #expect(try events.next() == Events.Event(name: "sandbox", data: ["sandbox": "a"]))
    }
  }

  @Test func `has at most fifty requests a second, in order, and the number of the others`() throws {
    let server = try FreshServer()
    let events = try Events.ready(server)
    let client = try server.client()
    let started = ContinuousClock.now
    try client.send(
      String(repeating: FreshServer.request("PUT", FreshServer.path, "{}", FreshServer.fields(nil)), count: 500))
    let ids = try (1...500).map { _ in try client.readAnswer()["X-Understudy-Request-Id"] }
    var (told, skipped): ([String?], Int) = ([], 0)
    while told.count + skipped < 500 {
      let event = try events.next()
      if let id = event.id {
        told.append(id)
      } else {
        #expect(event.name == "skipped")
        skipped += Int(event.data.members?["count"]?.description ?? "") ?? 0
      }
    }
    let seconds = Int(started.duration(to: .now) / .seconds(1)) + 1
    #expect(told.count >= 50 && told.count <= 50 * seconds && told.count + skipped == 500)
    #expect(told.prefix(50) == ids.prefix(50))
    #expect(told == ids.filter(told.contains))
    // The stream continues after it.
    #expect(try server.update("{}")["X-Understudy-Request-Id"] == events.next().id)
  }

  @Test func `has the missed requests, at most the newest hundred, if a client connects again`() throws {
    let server = try FreshServer()
    let client = try server.client()
    let request = FreshServer.request("PUT", FreshServer.path, "{}", FreshServer.fields(nil))
    let ids = try (1...120).map { _ in try client.exchange(request)["X-Understudy-Request-Id"] }
    let few = try Events.ready(server, after: ids[116])
    #expect(try (1...3).map { _ in try few.next().id } == Array(ids.suffix(3)))
    let many = try Events.ready(server, after: ids[9])
    let skipped = try many.next()
    #expect(skipped.name == "skipped")
    #expect(skipped.data == ["count": 10, "refused": 10, "sandboxes": ["default": 10]])
    #expect(try (1...100).map { _ in try many.next().id } == Array(ids.suffix(100)))
    let all = try [
      few, many, Events.ready(server, after: ids[119]), Events.ready(server, after: "unknown"),
      Events.ready(server),
    ]
    let next = try client.exchange(request)["X-Understudy-Request-Id"]
    for events in all { #expect(try events.next().id == next) }
  }

  @Test func `has a limit of clients for each sandbox, and accepts another when one has left`() throws {
    let server = try FreshServer()
    let streams = try (1...Journal.maximumSubscribers).map { _ in try Events.ready(server, in: "a") }
    let refused = try server.admin("GET", "/events", in: "a")
    #expect(refused.status == 503 && refused.text.contains("At most \(Journal.maximumSubscribers)"))
    #expect(try refused[at: "/errors/0/code"] == 503)
    #expect(try server.send("HEAD", "/sandbox/a/__admin/events").status == 503)
    _ = try Events.ready(server, in: "b")
    #expect(
      try server.admin("POST", "/verify", #"{"request":{},"atMost":0,"timeoutMilliseconds":1}"#, in: "a").status
        == 200,
      "questions have room of their own")
    streams.first?.close()
    #expect(try until { try Events(server, in: "a").head.contains(" 200 ") })
  }

  @Test func `supports HEAD without a body, and no other method`() throws {
    let server = try FreshServer()
    let client = try server.client()
    let head = try client.exchange(FreshServer.request("HEAD", "/__admin/events"))
    #expect(head.status == 200 && head["Content-Type"] == "text/event-stream; charset=utf-8")
    #expect(try client.exchange(FreshServer.request("POST", "/__admin/events")).status == 405)
    #expect(try client.exchange(FreshServer.request("GET", "/__admin/events?a=b")).status == 422)
    let page: KeyValuePairs = ["Origin": "http://localhost:3000"]
    let allowed = try client.exchange(FreshServer.request("HEAD", "/__admin/events", "", page))
    #expect(allowed["Access-Control-Allow-Origin"] == "http://localhost:3000")
    let foreign: KeyValuePairs = ["Origin": "https://example.com"]
    #expect(try client.exchange(FreshServer.request("GET", "/__admin/events", "", foreign)).status == 403)
  }

  /// libmicrohttpd has ended the stream then, but does not look at its connection before the timeout of idle ones: a minute.
  @Test(arguments: 1...8) func `of a client that leaves just before the server stops do not hold it up`(_: Int)
    throws
  {
    let time = try shortest(under: .seconds(30)) {
      let server = try FreshServer()
      let events = try Events.ready(server)
      #expect(try server.admin("DELETE", "/clock").status == 200)
      #expect(try events.next().name == "sandbox")
      events.close()
      return ContinuousClock().measure { server.stop() }
    }
    #expect(time < .seconds(30))
  }
}
