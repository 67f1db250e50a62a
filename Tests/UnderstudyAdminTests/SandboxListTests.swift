import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The list of sandboxes", .waits) struct SandboxListTests {
  private func sandbox(_ name: String, _ server: FreshServer) throws -> Members {
    let list = try #require(try server.admin("GET", "/sandboxes")[at: "/sandboxes"]?.array)
    return try #require(list.first { $0.members?["name"] == .string(name) }?.members)
  }

  @Test func `says what has happened in each`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.1}"#, in: "a")
    _ = try server.update(#"{"temperature":0.2}"#, in: "a")
    let last = try server.update(#"{"temperature":9}"#, in: "a")["X-Understudy-Request-Id"]
    let a = try sandbox("a", server)
    #expect(a["requests"] == 3 && a["refused"] == 1 && a["agentsChanged"] == 1)
    #expect(a["lastRequest"]?.members?["id"]?.string == last)
    #expect(try #require(Int(a["lastRequest"]?.members?["millisAgo"]?.description ?? "")) >= 0)
    let standard = try sandbox("default", server)
    #expect(standard["requests"] == 0 && standard["refused"] == 0 && standard["agentsChanged"] == 0)
    #expect(standard["lastRequest"] == .null)
    _ = try server.admin("POST", "/reset", in: "a")
    #expect(try sandbox("a", server)["agentsChanged"] == 0)
  }

  @Test func `says what is set otherwise than at the start`() throws {
    let server = try FreshServer { $0.disabledRules = ["centerfy.voice_id.type"] }
    let before = try sandbox("default", server)
    #expect(before["rulesSwitched"] == 0 && before["rulesOff"] == 0 && before["delay"] == .null)
    #expect(before["clock"]?.members?["frozen"] == false && before["clock"]?.members?["moved"] == false)
    _ = try server.admin("PUT", "/rules/centerfy.temperature.range", #"{"enabled":false}"#)
    _ = try server.admin("PUT", "/rules/centerfy.unknown-field", #"{"enabled":true}"#)
    _ = try server.admin("POST", "/settings", #"{"fixedDelay":200}"#)
    _ = try server.admin("PUT", "/clock", #"{"advanceMilliseconds":3600000}"#)
    let after = try sandbox("default", server)
    #expect(after["rulesSwitched"] == 2 && after["rulesOff"] == 1 && after["delay"] == ["fixedDelay": 200])
    #expect(after["clock"]?.members?["moved"] == true && after["clock"]?.members?["frozen"] == false)
    #expect(try server.admin("POST", "/rules/reset").status == 200)
    _ = try server.admin("DELETE", "/clock")
    let reset = try sandbox("default", server)
    #expect(reset["rulesSwitched"] == 0 && reset["clock"]?.members?["moved"] == false)
    let rule = try server.admin("GET", "/rules/centerfy.voice_id.type")
    #expect(try rule[at: "/enabled"] == false && rule[at: "/enabledAtStart"] == false)
  }

  @Test func `need not be asked for again and again, because changes are events`() throws {
    let server = try FreshServer()
    let events = try Events.ofAllSandboxes(server)
    _ = try server.admin("PUT", "/rules/centerfy.temperature.range", #"{"enabled":false}"#, in: "a")
    let told = try (1...2).map { _ in try events.next() }
    #expect(
      told == [
        Events.Event(name: "sandbox", data: ["sandbox": "a"]), Events.Event(name: "rules", data: ["sandbox": "a"]),
      ])
    let own = try Events.ready(server, in: "a")
    try server.map(#"{"understudy":{"error":429,"times":1}}"#, in: "a")
    #expect(try own.next() == Events.Event(name: "mappings", data: ["sandbox": "a"]))
    _ = try server.admin("PUT", "/clock", #"{"frozen":true}"#, in: "b")
    _ = try server.update("{}", in: "a")
    var names = Set<String>()
    while !names.isSuperset(of: ["request", "mappings"]) {
      let event = try own.next()
      names.insert(event.name)
      #expect(event.data.members?["sandbox"] == "a", "of no other sandbox")
    }
  }

  @Test(arguments: [
    ("POST", "/mappings/reset", "", "mappings"), ("PUT", "/profile", #"{"profile":"observed"}"#, "rules"),
    ("POST", "/rules/reset", "", "rules"), ("DELETE", "/clock", "", "sandbox"),
    ("POST", "/settings", #"{"fixedDelay":1}"#, "sandbox"),
    ("DELETE", "/agents/centerfy/\(FreshServer.agent)", "", "sandbox"),
    ("POST", "/agents/centerfy/\(FreshServer.agent)/reset", "", "sandbox"),
  ])
  func change(_ method: String, _ path: String, _ body: String, _ event: String) throws {
    let server = try FreshServer()
    let events = try Events.ready(server)
    #expect(try server.admin(method, path, body).status == 200)
    #expect(try events.next() == Events.Event(name: event, data: ["sandbox": "default"]))
  }

  @Test func `is not told of a change that was refused`() throws {
    let server = try FreshServer()
    let events = try Events.ready(server)
    #expect(try server.admin("PUT", "/rules/centerfy.temperature.range", "{}").status == 422)
    _ = try server.admin("DELETE", "/clock")
    #expect(try events.next().name == "sandbox")
  }
}
