import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyTestSupport

@Suite("Updates of one agent on many threads") struct ConcurrencyTests {
  private static let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
  private static let fields = ["max_duration", "silence_timeout", "voice_activity_timeout"]
  private static let rounds = 200

  @Test("None is lost, and each starts from the result of the one before", arguments: ["memory", "file"])
  func nothingIsLost(_ location: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let fresh = try FreshEmulator(
      store: AgentStore(location == "file" ? .file(scratch("agents.sqlite")) : .memory))
    let key = fresh.key("centerfy", Self.agent)
    let seeded = try fresh.store.agent(key)
    try Threads.run(Self.fields.count) { number in
      for round in 1...Self.rounds {
        let response = fresh.answer(Self.request(#"{"\#(Self.fields[number])":\#(round)}"#))
        try #require(response.status == 200)
      }
    }
    let stored = try fresh.store.agent(key)
    for field in Self.fields { #expect(stored?[field] == .number(Number(Self.rounds))) }
    let sandboxes = fresh.emulator.sandboxes
    let changes = sandboxes.journal.changes(of: sandboxes.defaultSandbox.generation).compactMap(\.change)
    #expect(changes.count == Self.fields.count * Self.rounds)
    #expect(changes.first?.before == seeded.map(JSON.object) && changes.last?.after == stored.map(JSON.object))
    for (change, next) in zip(changes, changes.dropFirst()) { try #require(change.after == next.before) }
  }

  @Test func `Sandboxes that make room for one another all work`() throws {
    var configuration = Sandboxes.Configuration()
    configuration.limit = 2
    let sandboxes = Sandboxes(try AgentStore(.memory), Journal(), configuration)
    for round in 1...100 {
      try Threads.run(4) { number in
        for step in 1...10 { _ = sandboxes[try SandboxName("s\((number + step) % 4)")] }
      }
      for sandbox in sandboxes.all {
        let key = AgentKey(sandbox: sandbox.id, collection: "centerfy", id: "\(round)")
        #expect(try sandboxes.store.agent(key) == nil)
      }
      #expect(sandboxes.all.count == 3)
    }
  }

  private static func request(_ body: String) -> Request {
    let names = [HTTPField.Name.contentType, HTTPField.Name("x-api-key")].compactMap(\.self)
    let fields = zip(names, ["application/json", "cfy_your_api_key"]).map { HTTPField(name: $0, value: $1) }
    return Request(
      method: "PUT", target: "/functions/v1/crm-api/update-agent/\(agent)", fields: HeaderSection(fields),
      body: .complete(Array(body.utf8)))
  }
}
