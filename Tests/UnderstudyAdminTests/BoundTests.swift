import Logging
import Testing
import Understudy
import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

/// Each bound of docs/threat-model.md that is the control plane's.
@Suite("The control plane bounds", .waits) struct BoundTests {
  private static let mapping = #"{"request":{"urlPath":"/x"},"response":{"status":204}}"#

  @Test(.tags(.exhaustive), .exhaustive) func `the mappings of a sandbox, and reports it`() throws {
    let server = try FreshServer()
    let client = try server.client()
    let add = FreshServer.request("POST", "/__admin/mappings", Self.mapping)
    for _ in 1...Stubs.limit { #expect(try client.exchange(add).status == 201) }
    let refused = try client.exchange(add)
    #expect(refused.status == 422 && refused.text.contains("at most \(Stubs.limit) mappings"))
    #expect(try server.admin("POST", "/mappings", Self.mapping, in: "b").status == 201, "another sandbox has room")
    let first = try server.admin("GET", "/mappings?limit=1")[at: "/mappings/0/id"]?.string ?? ""
    #expect(try server.admin("PUT", "/mappings/\(first)", Self.mapping).status == 200, "replacing takes none")
    #expect(try server.admin("DELETE", "/mappings").status == 200)
    #expect(try client.exchange(add).status == 201)
  }

  @Test func `the memory of all mappings together, and frees it`() throws {
    let registry = Registry()
    let seeds = try SeedReader.read(directories: [FreshServer.seedData], registry: registry)
    let sandboxes = Sandboxes(try AgentStore(.memory))
    let emulator = Emulator(
      registry: registry, seeds: seeds, sandboxes: sandboxes,
      logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    let info = ServerInfo(
      version: "0", options: { [] }, isServing: { true },
      startupFiles: StartupFiles(
        StartupSources(seeds: [], registry: registry), StartupRecords(seeds: seeds), emulator))
    let control = ControlPlane(emulator, info, AdminOriginPolicy())
    let send = { (method: String, path: String, body: String) -> Response? in
      let request = Request(method: method, target: path, body: .complete(Array(body.utf8)))
      guard case .immediate(let response)? = control.localReply(to: request) else { return nil }
      return response
    }
    // The mappings of the test have room for two.
    let taken = sandboxes.mappingMemory.take(MappingMemory.limit - 2500)
    let large = #"{"response":{"body":"\#(String(repeating: "a", count: 1000))"}}"#
    for name in ["s1", "s2"] {
      #expect(send("POST", "/sandbox/\(name)/__admin/mappings", large)?.status == 201)
    }
    let refused = try #require(send("POST", "/__admin/mappings", large))
    #expect(refused.status == 422)
    #expect(String(decoding: refused.body, as: UTF8.self).contains("\(MappingMemory.limit) bytes"))
    #expect(send("DELETE", "/__admin/sandboxes/s1", "")?.status == 200)
    #expect(send("POST", "/__admin/mappings", large)?.status == 201)
    withExtendedLifetime(taken) {}
  }

  @Test(.tags(.exhaustive), .exhaustive) func `64 MiB of mappings over the network`() throws {
    let server = try FreshServer()
    let body = String(repeating: "a", count: 1_000_000)
    let large = #"{"request":{"urlPath":"/x"},"response":{"body":"\#(body)"}}"#
    let count = MappingMemory.limit / 1_000_000
    for number in 0..<count {
      #expect(try server.admin("POST", "/mappings", large, in: "s\(number % 3)").status == 201)
    }
    let refused = try server.admin("POST", "/mappings", large)
    #expect(refused.status == 422 && refused.text.contains("\(MappingMemory.limit) bytes"))
    #expect(try server.admin("DELETE", "/sandboxes/s1").status == 200)
    #expect(try server.admin("POST", "/mappings", large).status == 201)
  }

  @Test func `snapshots of a sandbox`() throws {
    let server = try FreshServer()
    for number in 1...100 { #expect(try server.admin("PUT", "/snapshots/s\(number)").status == 200) }
    let refused = try server.admin("PUT", "/snapshots/one-more")
    #expect(refused.status == 422 && refused.text.contains("at most 100 snapshots"))
    #expect(try server.admin("PUT", "/snapshots/s7").status == 200, "replacing takes none")
    #expect(try server.admin("DELETE", "/snapshots/s8").status == 200)
    #expect(try server.admin("PUT", "/snapshots/one-more").status == 200)
  }

  @Test func `scenarios by their mappings: the state is removed with the last`() throws {
    let server = try FreshServer()
    let mapping = #"{"id":"8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e","scenarioName":"s","newScenarioState":"b"}"#
    try server.map(mapping)
    #expect(try server.admin("PUT", "/scenarios/s/state", #"{"state":"c"}"#).status == 200)
    try server.map(mapping)
    #expect(try server.admin("GET", "/scenarios")[at: "/scenarios/0/state"] == "c", "it was replaced, not removed")
    #expect(try server.admin("DELETE", "/mappings/8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e").status == 200)
    try server.map(mapping)
    #expect(try server.admin("GET", "/scenarios")[at: "/scenarios/0/state"] == "Started")
  }

  @Test func `waiting verifications of a sandbox, without the answered ones`() throws {
    let server = try FreshServer()
    let question = { (wait: Int) in #"{"request":{"urlPath":"/never"},"timeoutMilliseconds":\#(wait)}"# }
    for _ in 0...Journal.maximumObservers {
      #expect(try server.admin("POST", "/verify", question(1)).status == 409)
    }
    let waiting = try (1...Journal.maximumObservers).map { _ in
      let client = try server.client()
      try client.send(FreshServer.request("POST", "/__admin/verify", question(600_000)))
      return client
    }
    var answer = try server.admin("POST", "/verify", question(1))
    while answer.status == 409 { answer = try server.admin("POST", "/verify", question(1)) }
    #expect(answer.status == 429 && answer.text.contains("At most \(Journal.maximumObservers)"))
    #expect(try server.admin("POST", "/verify", question(1), in: "b").status == 409, "another sandbox has room")
    #expect(try server.admin("POST", "/verify", question(0)).status == 409, "what does not wait needs none")
    withExtendedLifetime(waiting) {}
  }

  @Test func `the patterns of a verification`() throws {
    let server = try FreshServer()
    let changed = (0...100).map { #""/variables/m\#($0)":1"# }.joined(separator: ",")
    let answer = try server.admin("POST", "/verify", #"{"effect":{"changed":{\#(changed)}}}"#)
    #expect(answer.status == 422 && answer.text.contains("at most 100 members"))
  }

  @Test func `the header fields of a given request, instead of crashing`() throws {
    let server = try FreshServer()
    let values = repeatElement("\"b\"", count: 70_000).joined(separator: ",")
    let given = try server.admin("POST", "/near-misses/request", #"{"url":"/x","headers":{"A":[\#(values)]}}"#)
    #expect(given.status == 422 && given.text.contains("at most 1000 values"))
  }

  @Test func `errors in a record`() throws {
    let server = try FreshServer()
    let members = (0..<50_000).map { "\"m\($0)\":0" }.joined(separator: ",")
    for (collection, body) in [
      ("centerfy", "{\(members)}"),
      ("trillet-call", #"{"phoneNumberIds":[\#(repeatElement("0", count: 100_000).joined(separator: ","))]}"#),
    ] {
      let answer = try server.admin("PUT", "/agents/\(collection)/x", body)
      let count = try answer[at: "/errors"]?.array?.count ?? 0
      #expect(answer.status == 422 && (100...120).contains(count), "\(count)")
    }
  }

  @Test func `the JSON Patch of a change: many members below a long name are one`() throws {
    let server = try FreshServer()
    let name = String(repeating: "n", count: 20_000)
    for value in ["0", "1"] {
      let values = repeatElement(value, count: 2000).joined(separator: ",")
      let body = #"{"llmModel":"gpt-5","variables":{"\#(name)":[\#(values)]}}"#
      let fields: KeyValuePairs = ["x-workspace-id": "workspaceIdExample", "Content-Type": "application/json"]
      #expect(try server.send("PUT", "/v1/api/agents/agentIdExample", body, fields).status == 200)
    }
    let changes = try server.admin("GET", "/changes")
    #expect(changes.body.count < 200_000)
    let patch = try changes[at: "/changes/0/patch"]?.array ?? []
    #expect(patch.contains { $0.members?["path"] == "/variables" && $0.members?["op"] == "replace" })
  }
}
