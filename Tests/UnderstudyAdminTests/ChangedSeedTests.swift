import Logging
import Synchronization
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

/// A database keeps the seeds that it was filled with.
@Suite("Seed files that have changed since a database was filled", .waits) struct ChangedSeedTests {
  private static let id = "11111111-2222-3333-4444-555555555555"

  /// A seed file with Centerfy's agent of most tests and another one.
  private static func seeds(_ name: String, _ more: String = "", other: String? = "o") -> SeedSource {
    func agent(_ id: String, _ name: String, _ more: String) -> String {
      #"{"id":"\#(id)","organization_id":"o","sub_account_id":"s","name":"\#(name)","is_active":true\#(more)}"#
    }
    let agents = [agent(FreshServer.agent, name, more)] + (other.map { [agent(id, $0, "")] } ?? [])
    return .text(
      #"{"centerfy":{"keys":[{"key":"\#(FreshServer.key)","organization_id":"o"}],"agents":["#
        + agents.joined(separator: ",") + "]}}", name: "seeds")
  }

  /// Starts a server, and returns what it warns of with it.
  private func server(_ file: String, _ seeds: SeedSource) throws -> (FreshServer, warnings: [String]) {
    let warnings = Warnings()
    let server = try FreshServer(logger: Logger(label: "tests") { _ in warnings }) {
      $0.seeds = [seeds]
      $0.database = .file(file)
    }
    return (server, warnings.texts.filter { $0.contains("seed files have changed") })
  }

  private func changed(_ server: FreshServer) throws -> JSON? {
    try server.admin("GET", "/info")[at: "/changedSeeds"]
  }

  @Test(
    "are reported by vendor, until they are reloaded",
    arguments: [
      (seeds("m"), 1), (seeds("m", other: "p"), 2), (seeds("n", #","temperature":0.9"#), 1),
      (seeds("n", other: nil), 1),
      (seeds("n", #","created_at":"2020-01-01T00:00:00Z""#), 1),
    ])
  func reported(_ new: SeedSource, _ count: Int) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for (seeds, isChanged) in [(Self.seeds("n"), false), (new, true), (new, true)] {
      let (server, warnings) = try server(scratch("agents"), seeds)
      #expect(warnings.count == (isChanged ? 1 : 0))
      let differ = count == 1 ? "1 agent differs" : "2 agents differ"
      if isChanged {
        #expect(warnings.first?.contains("\(differ) (centerfy \(count)); to use the files, send POST ") == true)
      }
      #expect(try changed(server) == (isChanged ? ["centerfy": .number(Number(count))] : [:]))
    }
    let (server, _) = try server(scratch("agents"), new)
    #expect(try server.admin("POST", "/seed/reload").status == 200)
    #expect(try changed(server) == [:])
  }

  @Test func `are not what clients changed, nor what is in another order, nor a time of the start`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let old = Self.seeds("n", #","temperature":0.5"#)
    do {
      let (server, _) = try server(scratch("agents"), old)
      #expect(try server.update(#"{"name":"changed"}"#).status == 200)
      #expect(try server.admin("DELETE", "/agents/centerfy/\(Self.id)", in: "a").status == 200)
    }
    let same = SeedSource.text(
      try #require(Self.text(of: old)).replacing(
        #""name":"n","is_active":true"#, with: #""is_active": true, "name":"n""#
      )
      .replacing("0.5", with: "0.50"), name: "seeds")
    let (server, warnings) = try server(scratch("agents"), same)
    #expect(try warnings == [] && changed(server) == [:])
    #expect(try server.stored().members?["name"] == "changed")
  }

  private static func text(of source: SeedSource) -> String? {
    if case .text(let text, _) = source { text } else { nil }
  }
}

/// Keeps what is logged.
private struct Warnings: LogHandler {
  private final class Messages: Sendable {
    let all = Mutex<[String]>([])
  }

  private let recorded = Messages()
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.warning

  var texts: [String] { recorded.all.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { recorded.all.withLock { $0.append("\(event.message)") } }
}
