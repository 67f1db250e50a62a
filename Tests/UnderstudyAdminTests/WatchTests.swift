import Foundation
import Logging
import Synchronization
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("Files that are followed", .waits) struct WatchTests {
  private let scratch: ScratchDirectory
  private let log = LogRecorder()

  init() throws { scratch = try ScratchDirectory() }

  /// A seed file with Centerfy's agent of most tests, and another one.
  private static func seeds(_ name: String, _ other: String = "other", temperature: String = "0.5") -> String {
    let agents = [(FreshServer.agent, name), ("11111111-2222-3333-4444-555555555555", other)].map { id, name in
      """
      {"id": "\(id)", "organization_id": "o", "sub_account_id": "s", "is_active": true,
      "name": "\(name)", "temperature": \(temperature)}
      """
    }
    return #"{"centerfy": {"keys": [{"key": "\#(FreshServer.key)", "organization_id": "o"}], "agents": ["#
      + "\n" + agents.joined(separator: ",\n") + "\n]}}"
  }

  private func server(_ change: (inout Settings) -> Void = { _ in }) throws -> FreshServer {
    try FreshServer(logger: Logger(label: "tests") { _ in log }) {
      $0.seeds = [.directory(scratch("seeds"))]
      $0.fileReload = .whenChanged
      change(&$0)
    }
  }

  private func name(_ server: FreshServer, in sandbox: String? = nil) throws -> String? {
    try server.stored(in: sandbox).members?["name"]?.string
  }

  @Test func `are taken when they change; agents that clients have changed stay, and the log counts both`() throws {
    defer { scratch.remove() }
    try scratch.write(Self.seeds("old"), to: "seeds/a.json")
    let server = try server()
    #expect(try server.update(#"{"name":"mine"}"#, in: "own").status == 200)
    try scratch.write(Self.seeds("new"), to: "seeds/a.json")
    #expect(try until { try name(server) == "new" })
    #expect(try name(server, in: "own") == "mine")
    #expect(until { !log.lines.isEmpty })
    #expect(
      log.lines == [
        "info the files have changed and were read again agents=2 kept=1 mappings=0 removed=0 taken=1"
      ])
    #expect(try server.admin("POST", "/reset", in: "own").status == 200)
    #expect(try name(server, in: "own") == "new")
  }

  @Test func `change nothing while one is wrong, which log, info and events say once, until it is mended`() throws {
    defer { scratch.remove() }
    try scratch.write(Self.seeds("old"), to: "seeds/a.json")
    let server = try server()
    let events = try Events.ready(server)
    try scratch.write(Self.seeds("new", temperature: "\"warm\""), to: "seeds/a.json")
    #expect(try events.next().data == ["agents": 2, "mappings": 0, "errors": 2])
    for path in ["/info", "/seed"] {
      let root = path == "/info" ? "/seeds" : ""
      let shown = try server.admin("GET", path)
      #expect(try shown[at: "\(root)/errorCount"] == 2 && shown[at: "\(root)/agents"] == 2)
      #expect(
        try shown[at: "\(root)/errors/0"] == [
          "file": .string(scratch("seeds/a.json")), "line": 3, "column": 31,
          "pointer": "/centerfy/agents/0/temperature",
          "message": "`centerfy.agents[0].temperature` must be a number, but is a string",
        ])
    }
    #expect(try name(server) == "old")
    // The log comes after the event. Looked at a few times more, by which it grows no further.
    #expect(until { log.lines.count == 3 })
    Thread.sleep(forTimeInterval: 1.2)
    #expect(log.lines.count == 3, "\(log.lines)")
    #expect(log.lines[0].hasPrefix("error \(scratch("seeds/a.json")):3:31: /centerfy/agents/0/temperature: "))
    #expect(
      log.lines[2]
        == "error the files have changed, but are not used; those read before stay in effect reason=2 errors")
    try scratch.write(Self.seeds("new"), to: "seeds/a.json")
    #expect(try events.next().data == ["agents": 2, "mappings": 0, "errors": 0])
    #expect(try name(server) == "new" && server.admin("GET", "/seed")[at: "/errors"] == [])
    #expect(until { log.lines.count == 4 && log.lines[3].contains(" taken=1") })
  }

  @Test func `may be links that are renamed, as Kubernetes updates a ConfigMap`() throws {
    defer { scratch.remove() }
    let files = FileManager.default
    try scratch.write(Self.seeds("old"), to: "seeds/..v1/a.json")
    try files.createSymbolicLink(atPath: scratch("seeds/..data"), withDestinationPath: "..v1")
    try files.createSymbolicLink(atPath: scratch("seeds/a.json"), withDestinationPath: "..data/a.json")
    let server = try server()
    #expect(try name(server) == "old")
    try scratch.write(Self.seeds("new"), to: "seeds/..v2/a.json")
    try files.createSymbolicLink(atPath: scratch("seeds/..data_tmp"), withDestinationPath: "..v2")
    try #require(rename(scratch("seeds/..data_tmp"), scratch("seeds/..data")) == 0)
    #expect(try until { try name(server) == "new" })
  }

  @Test func `may disappear and come back`() throws {
    defer { scratch.remove() }
    try scratch.write(Self.seeds("old"), to: "seeds/a.json")
    let server = try server()
    try FileManager.default.moveItem(atPath: scratch("seeds"), toPath: scratch("away"))
    #expect(try until { try server.admin("GET", "/seed")[at: "/errorCount"] == 1 })
    #expect(try server.admin("GET", "/seed")[at: "/errors/0/line"] == .null && name(server) == "old")
    try scratch.write(Self.seeds("new"), to: "away/a.json")
    try FileManager.default.moveItem(atPath: scratch("away"), toPath: scratch("seeds"))
    #expect(try until { try name(server) == "new" })
  }

  @Test func `may be mappings`() throws {
    defer { scratch.remove() }
    try scratch.write(Self.seeds("old"), to: "seeds/a.json")
    try scratch.write(#"{"request":{"url":"/a"},"response":{"status":201}}"#, to: "stubs/a.json")
    let server = try server { $0.mappings = [scratch("stubs")] }
    #expect(try server.send("GET", "/a").status == 201)
    try scratch.write(#"{"request":{"url":"/a"},"response":{"status":"x"}}"#, to: "stubs/a.json")
    #expect(try until { try server.admin("GET", "/seed")[at: "/errors/0/pointer"] == "/response/status" })
    #expect(try server.send("GET", "/a").status == 201)
    try scratch.write(#"{"request":{"url":"/a"},"response":{"status":202}}"#, to: "stubs/a.json")
    #expect(try until { try server.send("GET", "/a").status == 202 })
  }

  @Test func `are used instead of the seeds of a database, from the start`() throws {
    defer { scratch.remove() }
    try scratch.write(Self.seeds("old"), to: "seeds/a.json")
    do {
      let server = try server { $0.database = .file(scratch("agents")) }
      #expect(try server.update(#"{"name":"mine"}"#, in: "own").status == 200)
    }
    try scratch.write(Self.seeds("new"), to: "seeds/a.json")
    let server = try server { $0.database = .file(scratch("agents")) }
    #expect(try name(server) == "new" && name(server, in: "own") == "mine")
    #expect(
      log.lines == [
        "info the seed files are used instead of the database's agents=2 kept=1 mappings=0 removed=0 taken=1"
      ])
    #expect(try server.admin("GET", "/info")[at: "/changedSeeds"] == [:])
  }

  @Test func `may not be more than can be read twice a second`() throws {
    defer { scratch.remove() }
    let path = try scratch.write("{}", to: "seeds/a.json")
    // Sparse, so that it takes no room.
    try #require(truncate(path, 64 << 20 + 1) == 0)
    #expect { try server() } throws: { error in
      "\(error)" == "cannot read the seed file \(path): larger than 67108864 bytes"
    }
  }
}

/// Keeps what is logged, but for the line about what a server has loaded.
private struct LogRecorder: LogHandler {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private let recorded = Lines()
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  var lines: [String] { recorded.all.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard "\(event.message)" != "seeds" else { return }
    let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
    recorded.all.withLock { $0.append("\(event.level) \(event.message)\(details.joined())") }
  }
}
