import Foundation
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("State", .waits) struct StateTests {
  private static let path = "/agents/centerfy/\(FreshServer.agent)"
  private static let agents = agents(more: 0)

  /// How many agents the seeds hold, and so many more.
  private static func agents(more: Int) -> JSON {
    let seeds = try? SeedReader.read(directories: [FreshServer.seedData], registry: Registry())
    return .number(Number((seeds?.agents.count ?? 0) + more))
  }

  @Test func `Agents are listed, all or a collection's, and read as they are stored`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.1}"#, in: "a")
    #expect(try server.admin("GET", "/agents")[at: "/meta/total"] == Self.agents)
    let listed = try server.admin("GET", "/agents/centerfy", in: "a")
    let own = try #require(
      try listed[at: "/agents"]?.array?.first { $0.members?["id"] == .string(FreshServer.agent) })
    #expect(own.members?["record"]?.members?["temperature"] == 0.1)
    #expect(try server.stored(in: "a").members?["temperature"] == 0.1)
    // Ids as the vendor takes them.
    let upper = "/agents/centerfy/\(FreshServer.agent.uppercased())"
    #expect(try server.admin("GET", upper, in: "a")[at: "/temperature"] == 0.1)
    for path in ["/agents/centerfy/x", "/agents/centrfy", "/agents/centrfy/x"] {
      let answer = try server.admin("GET", path)
      #expect(try answer.status == 404 && answer[at: "/errors/0/code"] == 404)
    }
  }

  @Test func `An agent is replaced, made and removed in its sandbox alone`() throws {
    let server = try FreshServer()
    var record = try #require(try server.stored().members)
    record["temperature"] = 0.9
    #expect(try server.admin("PUT", Self.path, JSON.object(record).description, in: "a").status == 200)
    #expect(try server.stored(in: "a").members?["temperature"] == 0.9)
    #expect(try server.update(#"{"max_duration":1}"#, in: "a").status == 200)
    record["id"] = .none
    let new = "11111111-2222-3333-4444-555555555555"
    let made = try server.admin("PUT", "/agents/centerfy/\(new)", JSON.object(record).description, in: "a")
    #expect(try made.status == 200 && made[at: "/id"] == .string(new))
    #expect(try server.admin("GET", "/agents", in: "a")[at: "/meta/total"] == Self.agents(more: 1))
    #expect(try server.admin("DELETE", Self.path, in: "a").status == 200)
    #expect(try server.admin("DELETE", Self.path, in: "a").status == 404)
    #expect(try server.update(#"{"max_duration":1}"#, in: "a").status == 404)
    #expect(try server.update(#"{"max_duration":1}"#).status == 200)
    #expect(try server.admin("GET", "/agents")[at: "/meta/total"] == Self.agents)
  }

  @Test(
    "A record that no seed could be is refused with its places",
    arguments: [
      (#"{"name":7}"#, "/name"), (#"{"nme":"x"}"#, "/nme"), ("[]", ""), (#"{"id":"other"}"#, "/id"), ("{}", ""),
    ])
  func badRecord(_ body: String, _ pointer: String) throws {
    let server = try FreshServer()
    let answer = try server.admin("PUT", Self.path, body)
    let pointers = try answer[at: "/errors"]?.array?.map { error in Pointer("/source/pointer").flatMap { error[$0] }
    }
    #expect(answer.status == 422 && pointers?.contains(.string(pointer)) == true, "\(answer.text)")
    #expect(try server.stored().members?["temperature"] == 0.7)
  }

  @Test func `Changes have the effect of each accepted update, newest first`() throws {
    let server = try FreshServer { $0.sandboxes.clock = .init("2026-04-17T12:00:00Z") }
    _ = try server.update(#"{"temperature":0.1,"tempo":1}"#)
    _ = try server.update(#"{"temperature":9}"#)
    _ = try server.update(#"{"max_duration":7}"#)
    let changes = try server.admin("GET", "/changes?collection=centerfy&id=\(FreshServer.agent)")
    #expect(try changes[at: "/meta/total"] == 2)
    #expect(try changes[at: "/changes/0/patch/0"] == ["op": "replace", "path": "/max_duration", "value": 7])
    #expect(try changes[at: "/changes/1/ignored"] == ["/tempo"])
    #expect(try changes[at: "/changes/1/time"] == "2026-04-17T12:00:00.000Z")
    #expect(try server.admin("GET", "/changes?limit=1")[at: "/changes"]?.array?.count == 1)
    #expect(try server.admin("GET", "/changes?id=x")[at: "/meta/total"] == 0)
    #expect(try server.admin("GET", "/changes?collection=x").status == 404)
  }

  @Test func `A snapshot restores agents, and cuts off requests that began before`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.1}"#)
    #expect(try server.admin("PUT", "/snapshots/before").status == 200)
    _ = try server.update(#"{"temperature":0.2}"#)
    #expect(try server.admin("GET", "/snapshots")[at: "/snapshots"] == [["name": "before", "agents": Self.agents]])
    try server.map(#"{"response":{"fixedDelayMilliseconds":600000},"understudy":{"emulate":true,"times":1}}"#)
    let waiting = try server.client()
    try waiting.send(
      FreshServer.request("PUT", FreshServer.path, #"{"temperature":0.3}"#, FreshServer.fields(nil)))
    while try server.admin("GET", "/sandboxes")[at: "/sandboxes/0/waiting"] == 0 {}
    _ = try server.admin("POST", "/snapshots/before/restore")
    #expect((try? waiting.readUntilClose()) == [])
    #expect(try server.stored().members?["temperature"] == 0.1)
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 2, "the journal stays")
    #expect(try server.admin("POST", "/snapshots/after/restore").status == 404)
    #expect(try server.admin("PUT", "/snapshots/a%20b").status == 400)
    #expect(try server.admin("DELETE", "/snapshots/before").status == 200)
    #expect(try server.admin("DELETE", "/snapshots/before").status == 404)
  }

  @Test func `An export is a seed file that starts another server with the same agents and accounts`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.1}"#, in: "a")
    _ = try server.admin("DELETE", "/agents/voicebip/agt_PAEZ_njcfm2kycpjs", in: "a")
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write(server.admin("GET", "/export", in: "a").text, to: "seeds.json")
    let other = try FreshServer { $0.seeds = [.directory(scratch(""))] }
    func agents(_ server: FreshServer, in sandbox: String? = nil) throws -> [JSON?] {
      let agents = try #require(try server.admin("GET", "/agents", in: sandbox)[at: "/agents"]?.array)
      return agents.map { $0.members?["record"] }
    }
    #expect(try agents(other) == agents(server, in: "a"))
    #expect(try other.admin("GET", "/export").json == server.admin("GET", "/export", in: "a").json)
    #expect(try other.update(#"{"temperature":0.2}"#).status == 200)
  }

  @Test func `An agent that is nested as deep as a request may be is exported as a seed that can be read`() throws {
    let server = try FreshServer()
    let (open, close) = (String(repeating: #"{"a":"#, count: 127), String(repeating: "}", count: 127))
    let fields: KeyValuePairs = ["x-workspace-id": "workspaceIdExample", "Content-Type": "application/json"]
    let body = #"{"llmModel":"gpt-5","variables":\#(open)1\#(close)}"#
    #expect(try server.send("PUT", "/v1/api/agents/agentIdExample", body, fields).status == 200)
    let seeds = [SeedSource.text(try server.admin("GET", "/export").text, name: "export")]
    let other = try FreshServer { $0.seeds = seeds }
    let path = "/agents/trillet-call/agentIdExample"
    #expect(try other.admin("GET", path).body == server.admin("GET", path).body)
    #expect(try other.send("PUT", "/v1/api/agents/agentIdExample", #"{"llmModel":"gpt-5"}"#, fields).status == 200)
  }

  @Test func `Seeds are read again, or all errors are reported and nothing changes`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let seeds = try FreshServer().admin("GET", "/export").text
    try scratch.write(seeds, to: "seeds.json")
    let server = try FreshServer { $0.seeds = [.directory(scratch(""))] }
    _ = try server.update(#"{"max_duration":1}"#, in: "a")
    try scratch.write(
      seeds.replacing(#""temperature":0.7"#, with: #""temperature":0.6"#)
        .replacing(#""\#(FreshServer.key)""#, with: #""cfy_new""#), to: "seeds.json")
    #expect(try server.admin("POST", "/seed/reload")[at: "/agents"] == Self.agents)
    #expect(try server.stored().members?["temperature"] == 0.6)
    #expect(try server.stored(in: "a").members?["max_duration"] == 1, "what a sandbox changed stays its own")
    #expect(try server.update("{}").status == 401)
    let send = {
      try server.send(
        "PUT", FreshServer.path, "{\"max_duration\":2}",
        ["x-api-key": "cfy_new", "Content-Type": "application/json"])
    }
    #expect(try send().status == 200)
    try scratch.write(#"{"centerfy":{"agents":[{"id":7}],"keyz":[]}}"#, to: "seeds.json")
    let answer = try server.admin("POST", "/seed/reload")
    #expect(try answer.status == 422 && answer[at: "/errors"]?.array?.count ?? 0 > 1)
    #expect(try answer[at: "/errors/0/source/line"] == 1 && answer.text.contains("seeds.json"))
    #expect(try send().status == 200 && server.admin("GET", "/agents")[at: "/meta/total"] == Self.agents)
    scratch.remove()
    #expect(try server.admin("POST", "/seed/reload").status == 422 && send().status == 200)
  }

  @Test func `The clock stamps agents and journal, frozen, moved or running on`() throws {
    let server = try FreshServer()
    let clock = { (change: String) in try server.admin("PUT", "/clock", change) }
    #expect(try clock(#"{"now":"2001-02-03T04:05:06Z","frozen":true}"#)[at: "/now"] == "2001-02-03T04:05:06Z")
    #expect(try server.update(#"{"temperature":0.1}"#)[at: "/updated_at"] == "2001-02-03T04:05:06Z")
    #expect(try clock(#"{"advanceMilliseconds":3600000}"#)[at: "/now"] == "2001-02-03T05:05:06Z")
    #expect(try server.update(#"{"temperature":0.2}"#)[at: "/updated_at"] == "2001-02-03T05:05:06Z")
    #expect(
      try server.admin("GET", "/requests")[at: "/requests/0/request/loggedDateString"] == "2001-02-03T05:05:06.000Z"
    )
    #expect(try clock(#"{"frozen":false}"#)[at: "/frozen"] == false)
    #expect(try server.admin("GET", "/clock")[at: "/now"]?.string?.hasPrefix("2001-02-03T05:05:") == true)
    #expect(try server.admin("DELETE", "/clock")[at: "/frozen"] == false)
    let year = Calendar(identifier: .gregorian).component(.year, from: Date())
    #expect(try server.admin("GET", "/clock")[at: "/now"]?.string?.hasPrefix("\(year)-") == true)
    for change in ["{}", #"{"now":"noon"}"#, #"{"frozen":1}"#, #"{"advanceMilliseconds":1e30}"#, #"{"then":1}"#] {
      #expect(try clock(change).status == 422)
    }
    // Found by fuzzing: agents that were stamped with five digits for the year could not be exported.
    for (edge, step) in [("0001-01-01T00:00:00Z", -1000), ("9999-12-31T23:59:59Z", 1000)] {
      #expect(try clock(#"{"now":"\#(edge)","frozen":false}"#).status == 200)
      #expect(try clock(#"{"advanceMilliseconds":\#(step * 100_000)}"#).status == 422)
      let stamp = try server.update(#"{"temperature":0.3}"#)[at: "/updated_at"]?.string
      #expect(stamp?.hasPrefix(edge.prefix(16)) == true, "\(stamp ?? "")")
    }
  }

  @Test func `Rules are listed and switched while the server runs`() throws {
    let server = try FreshServer()
    let rules = try server.admin("GET", "/rules")[at: "/rules"]?.array ?? []
    #expect(rules.count == Registry().rules.count)
    let path = "/rules/centerfy.temperature.range"
    let rule = try server.admin("GET", path)
    #expect(try rule[at: "/enabled"] == true && rule[at: "/subject"] == "temperature")
    #expect(try server.update(#"{"temperature":9}"#).status == 400)
    #expect(try server.admin("PUT", path, #"{"enabled":false}"#)[at: "/enabled"] == false)
    #expect(try server.update(#"{"temperature":9}"#).status == 200)
    #expect(try server.admin("PUT", path, #"{"enabled":true}"#).status == 200)
    #expect(try server.update(#"{"temperature":9}"#).status == 400)
    for body in ["{}", #"{"enabled":"no"}"#, #"{"enable":true}"#] {
      #expect(try server.admin("PUT", path, body).status == 422)
    }
    let unknown = try server.admin("GET", "/rules/centerfy.temprature.range")
    #expect(unknown.status == 404 && unknown.text.contains(#"did you mean \"centerfy.temperature.range\"?"#))
    let always = try server.admin("GET", "/rules/centerfy.agent.saved")
    #expect(try always[at: "/default"] == "always" && always[at: "/source"] == "assumed")
    #expect(
      try server.admin("PUT", "/rules/centerfy.agent.saved", #"{"enabled":false}"#).text.contains("always on"))
  }

  @Test func `The audit has Voicebip's changes of consent`() throws {
    let server = try FreshServer()
    let answer = try server.send(
      "PATCH", "/v1/agents/agt_PAEZ_njcfm2kycpjs", #"{"consent_required":false}"#,
      ["Authorization": "Bearer pk_test_voicebip_example~a"])
    #expect(answer.status == 200)
    let audit = try server.admin("GET", "/audit", in: "a")
    #expect(try audit[at: "/audit/0/field"] == "consent_required" && audit[at: "/audit/0/after"] == false)
    #expect(try server.admin("GET", "/audit")[at: "/audit"] == [])
  }

  @Test func `Info, metrics, health and version describe the server`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":9}"#)
    _ = try server.send("PUT", "/nowhere")
    let info = try server.admin("GET", "/info")
    #expect(
      try info[at: "/endpoints"]?.array?.count == Registry().surfaces.count
        && info[at: "/journal/entriesLimit"] == 10_000)
    #expect(try server.admin("GET", "/health")[at: "/status"] == "healthy")
    #expect(try server.admin("GET", "/version")[at: "/version"] == .string(MockServer.version))
    #expect(try server.admin("GET", "/readyz")[at: "/status"] == "ready")
    let metrics = try server.admin("GET", "/metrics")
    #expect(metrics["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    let lines = metrics.text.split(separator: "\n")
    for line in [
      #"understudy_requests_total{endpoint="centerfy",status="400"} 1"#,
      #"understudy_requests_total{endpoint="none",status="404"} 1"#,
      #"understudy_refusals_total{rule="centerfy.temperature.range"} 1"#,
      #"understudy_findings_total{kind="unmatched"} 1"#, "understudy_journal_entries 2", "understudy_sandboxes 1",
    ] {
      #expect(lines.contains(Substring(line)), "\(line)")
    }
    #expect(
      lines.allSatisfy {
        $0.hasPrefix("# ") || $0.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? \d+/) != nil
      })
  }

  @Test func `Eight times the scenarios take about eight times as long to list`() throws {
    let server = try FreshServer()
    func add(_ count: Int) throws {
      let mappings = (0..<count).map { #"{"scenarioName":"s\#($0)","newScenarioState":"t\#($0)"}"# }
      let document = #"{"mappings":[\#(mappings.joined(separator: ","))]}"#
      #expect(try server.admin("POST", "/mappings/import", document, in: "s\(count)").status == 200)
    }
    func time(of count: Int) throws -> Duration {
      let start = ContinuousClock.now
      #expect(try server.admin("GET", "/scenarios", in: "s\(count)").status == 200)
      return start.duration(to: .now)
    }
    for count in [125, 1000] { try add(count) }
    // If each looked at all others, it would be 64.
    let bound = try shortest { try time(of: 125) } * 32
    #expect(try shortest(under: bound) { try time(of: 1000) } < bound)
  }

  @Test func `An unknown path gets an error with a hint`() throws {
    let server = try FreshServer()
    let unknown = try server.admin("GET", "/agent")
    #expect(unknown.status == 404 && unknown.text.contains("GET /__admin/agents"))
    let method = try server.admin("PATCH", "/clock")
    #expect(method.status == 405 && method["Allow"] == "GET, PUT, DELETE")
    let parameter = try server.admin("GET", "/changes?colection=centerfy")
    #expect(parameter.status == 422 && parameter.text.contains("did you mean `collection`?"))
    #expect(try server.admin("GET", "/clock?x=1").status == 422)
    #expect(try server.send("GET", "/__administration").text.contains("no-endpoint"))
    #expect(try server.send("HEAD", "/__admin/livez").status == 200)
  }
}
