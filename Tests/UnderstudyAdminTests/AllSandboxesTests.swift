import Testing
import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The requests of all sandboxes", .waits) struct AllSandboxesTests {
  private static let sandboxes = ["b", nil, "a", "b"]

  /// The ids of updates in several sandboxes, in their order.
  private func ids(_ server: FreshServer) throws -> [String] {
    try Self.sandboxes.map { try #require(try server.update("{}", in: $0)["X-Understudy-Request-Id"]) }
  }

  private func listed(_ server: FreshServer, _ query: String) throws -> [String] {
    let answer = try server.admin("GET", "/requests?sandboxes=all\(query)")
    return try #require(try answer[at: "/requests"]?.array).compactMap { $0.members?["id"]?.string }
  }

  @Test func `are listed, newest first, with those before one of them`() throws {
    let server = try FreshServer()
    let ids = try ids(server)
    #expect(try listed(server, "") == ids.reversed())
    #expect(try listed(server, "&limit=2") == [ids[3], ids[2]])
    #expect(try listed(server, "&before=\(ids[2])") == [ids[1], ids[0]])
    #expect(try listed(server, "&before=\(ids[2])&limit=1") == [ids[1]])
    #expect(try listed(server, "&before=\(ids[0])").isEmpty)
    let own = try server.admin("GET", "/requests?before=\(ids[3])", in: "b")[at: "/requests"]?.array
    #expect(own?.map { $0.members?["id"] } == [.string(ids[0])])
    #expect(try server.admin("GET", "/requests?sandboxes=all&before=\(ids[3])")[at: "/meta/total"] == 4)
  }

  @Test func `are those before a request that is gone, as if it were there`() throws {
    let server = try FreshServer()
    let ids = try ids(server)
    _ = try server.admin("DELETE", "/requests/\(ids[2])", in: "a")
    #expect(try listed(server, "&before=\(ids[2])") == [ids[1], ids[0]])
    let unknown = try server.admin("GET", "/requests?before=8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e")
    #expect(unknown.status == 404 && unknown.text.contains("`before` must be the id"))
  }

  @Test func `have one address, whatever the sandbox`() throws {
    let server = try FreshServer()
    let id = try ids(server)[2]
    #expect(try server.admin("GET", "/requests/\(id)").status == 404)
    let found = try server.admin("GET", "/requests/\(id)?sandboxes=all")
    #expect(try found[at: "/request/understudy/sandbox"] == "a")
  }

  @Test(arguments: [
    "/requests?sandboxes=a", "/requests?view=table", "/events?sandboxes=", "/requests/x?sandboxes=b",
    "/compare?sandboxes=a",
  ])
  func `need a known value`(_ path: String) throws {
    #expect(try FreshServer().admin("GET", path).status == 422)
  }

  @Test func `are events of one stream, with the sandbox that was reset`() throws {
    let server = try FreshServer()
    let events = try Events.ofAllSandboxes(server)
    let ids = try ids(server)
    let told = try ids.map { _ in try events.nextRequest() }
    #expect(told.map(\.id) == ids)
    #expect(told.map { $0.data.members?["sandbox"] } == ["b", "default", "a", "b"])
    _ = try server.admin("POST", "/reset", in: "a")
    var event = try events.next()
    while event.name != "gone" { event = try events.next() }
    #expect(event == .gone("a"))
    let next = try server.update("{}", in: "a")["X-Understudy-Request-Id"]
    #expect(try events.nextRequest().id == next)
    let later = try Events.ofAllSandboxes(server, after: ids[1])
    #expect(
      try [ids[3], next].map { _ in try later.nextRequest().id } == [ids[3], next], "the sandbox a was reset")
  }

  @Test func `are a sample with the numbers of the others by sandbox`() throws {
    let server = try FreshServer()
    let events = try Events.ofAllSandboxes(server)
    let client = try server.client()
    let sent = (0..<600).map { number in
      FreshServer.request(
        "PUT", FreshServer.path, #"{"temperature":\#(number % 3 == 0 ? 9 : 0.5)}"#,
        FreshServer.fields("s\(number % 3)"))
    }
    try client.send(sent.joined())
    for _ in sent { _ = try client.readAnswer() }
    var (counts, singly, refused) = ([String: Int](), 0, 0)
    while counts.values.reduce(0, +) < sent.count {
      let event = try events.next()
      switch event.name {
      case "request":
        counts[try #require(event.data.members?["sandbox"]?.string), default: 0] += 1
        singly += 1
        refused += event.data.members?["rule"] == .null ? 0 : 1
      case "skipped":
        for member in event.data.members?["sandboxes"]?.members ?? [:] {
          counts[member.name, default: 0] += Int(member.value.description) ?? 0
        }
        refused += Int(event.data.members?["refused"]?.description ?? "") ?? 0
      default: #expect(event.name == "sandbox", "the sandboxes are new")
      }
    }
    #expect(counts == ["s0": 200, "s1": 200, "s2": 200] && refused == 200)
    #expect(singly < sent.count && singly >= EventStream.maximumPerSecond)
  }

  @Test func `have a limit of clients of their own`() throws {
    let server = try FreshServer()
    let streams = try (1...Journal.maximumSubscribers).map { _ in try Events.ofAllSandboxes(server) }
    let refused = try server.admin("GET", "/events?sandboxes=all")
    #expect(refused.status == 503 && refused.text.contains("the events of all sandboxes"))
    _ = try Events.ready(server)
    streams.forEach { $0.close() }
  }
}
