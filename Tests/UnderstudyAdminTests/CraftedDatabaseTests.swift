import GRDB
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

/// A server checks what a database file says as it checks what requests say.
@Suite("A server with a crafted database", .waits) struct CraftedDatabaseTests {
  /// Fills a file, changes it with SQL, and starts a server with it.
  private func server(_ scratch: ScratchDirectory, _ sql: String, _ arguments: StatementArguments = []) throws
    -> FreshServer
  {
    let file = scratch("agents.sqlite")
    do {
      let server = try FreshServer { $0.database = .file(file) }
      _ = try server.update(#"{"name":"n"}"#)
      _ = try server.update(#"{"name":"n"}"#, in: "a")
    }
    try DatabaseQueue(path: file).write { try $0.execute(sql: sql, arguments: arguments) }
    return try FreshServer { $0.database = .file(file) }
  }

  @Test(
    "A sandbox that cannot have its name is ignored",
    arguments: ["a\u{1B}[31m", "a/b", "", "ä", String(repeating: "a", count: 65)])
  func sandboxName(_ name: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    // The rows of the sandbox without a name are the seeds.
    let sql =
      name.isEmpty ? "DELETE FROM agent WHERE sandbox = 'a'" : "UPDATE agent SET sandbox = ? WHERE sandbox = 'a'"
    let server = try server(scratch, sql, name.isEmpty ? [] : [name])
    let sandboxes = try server.admin("GET", "/sandboxes")
    #expect(try sandboxes[at: "/sandboxes"]?.array?.count == 1 && sandboxes[at: "/sandboxes/0/name"] == "default")
    #expect(try server.stored().members?["name"] == "n")
  }

  @Test("A generation that cannot be counted on is refused")
  func generation() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let failure = #expect(throws: MockServer.StartFailure.self) {
      try server(scratch, "UPDATE agent SET generation = 9223372036854775807 WHERE sandbox = 'default'")
    }
    #expect(failure?.description.hasSuffix("number out of range: row or generation; use another file") == true)
  }

  private static let records = [
    "{}", #"{"id":7,"agent_id":[],"_id":{},"name":{},"temperature":"hot","settings":[],"created_at":null}"#,
    #"{"id":"\u001b","name":1e400,"languages":{"a":1},"voice":null,"updated_at":"10000-01-01T00:00:00Z"}"#, "7",
    "[", "''",
    String(repeating: #"{"a":"#, count: 1000),
  ]

  @Test("Any record of an agent is answered, or refused with an error", arguments: records)
  func record(_ record: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try server(scratch, "UPDATE agent SET record = ?", [record])
    let seeds = try SeedReader.read(directories: [FreshServer.seedData], registry: Registry())
    for agent in seeds.agents {
      for method in ["GET", "DELETE"] {
        let status = try server.admin(method, "/agents/\(agent.collection)/\(agent.id)").status
        #expect([200, 204, 404, 500].contains(status), "\(method) \(agent.id)")
      }
    }
    let update = try server.update(#"{"name":"m"}"#, in: "a")
    #expect([200, 400, 403, 404, 500].contains(update.status))
    for path in ["/agents", "/export", "/changes", "/info", "/snapshots", "/requests"] {
      #expect([200, 500].contains(try server.admin("GET", path, in: "a").status), "\(path)")
    }
    #expect(try server.admin("POST", "/seed/reload").status == 200)
    #expect(try server.update(#"{"name":"m"}"#, in: "fresh").status == 200)
  }
}
