import Foundation
import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("A database file", .waits) struct RestartTests {
  @Test("It keeps agents across restarts", arguments: Given.allCases)
  func keeps(_ given: Given) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for number in 1...3 {
      let server = try given.serving(("database", scratch("agents.sqlite")))
      defer { server.kill() }
      // `name` is answered, so an update of another field shows what is stored.
      let name = number == 1 ? "Sales Bot" : "Name \(number - 1)"
      #expect(try server.update(#"{"max_duration":1}"#).text.contains(#""name":"\#(name)""#))
      #expect(try server.update(#"{"name":"Name \#(number)"}"#).status == 200)
      #expect(try server.stop().code == 0)
    }
  }

  @Test func `Without one, every start is as the seeds say`() throws {
    for _ in 1...2 {
      let server = try Serving()
      defer { server.kill() }
      #expect(try server.update(#"{"max_duration":1}"#).text.contains(#""name":"Sales Bot""#))
      #expect(try server.update(#"{"name":"Changed"}"#).status == 200)
    }
  }

  @Test func `Seeds fill only what is missing`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    let seeds = ["--seed-data", "seed-data", "--seed-data", scratch.path]
    let (old, asSeeded) = SeedText.agent("11111111-2222-3333-4444-555555555555", name: "As seeded")
    try scratch.write(asSeeded, to: "old.json")
    let before = try Serving(["--database", file] + seeds)
    defer { before.kill() }
    #expect(before.readyLine.contains(" agents=\(Repository.agents + 1) "))
    #expect(before.errors == "")
    #expect(try before.update(#"{"name":"Updated"}"#).status == 200)
    #expect(try before.stop().code == 0)

    let (new, added) = SeedText.agent("66666666-7777-8888-9999-000000000000", name: "Added")
    try scratch.write(asSeeded.replacing("As seeded", with: "Changed"), to: "old.json")
    try scratch.write(added, to: "new.json")
    let after = try Serving(["--database", file] + seeds)
    defer { after.kill() }
    #expect(after.readyLine.contains(" agents=\(Repository.agents + 2) "))
    // Not the one that a client changed, nor the one that was added.
    #expect(after.logs(" warning the seed files have changed, but the database keeps the seeds that it was "))
    #expect(
      after.logs(": 1 agent differs (centerfy 1); to use the files, send POST /__admin/seed/reload"))
    for (agent, name) in [(old, "As seeded"), (.salesBot, "Updated"), (new, "Added")] {
      #expect(try after.update(#"{"max_duration":1}"#, agent).text.contains(#""name":"\#(name)""#))
    }
  }

  @Test func `Agents are created beside a hundred thousand that were created before`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    let agent = """
      {"name": "Front Desk", "voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7, "silence_timeout": 5,
      "voice_activity_timeout": 1000, "llm_model": "gpt-4o-mini", "language": "en-US", "background_noise": false,
      "voicemail_detection": false}
      """
    func create(_ expectedNumber: String) throws {
      let server = try Serving(["--database", file])
      defer { server.kill() }
      let created = try server.client().exchange(
        "POST /functions/v1/crm-api/create-agent HTTP/1.1\r\nHost: localhost\r\nx-api-key: cfy_your_api_key\r\n"
          + "Content-Type: application/json\r\nContent-Length: \(agent.utf8.count)\r\n\r\n\(agent)")
      #expect(created.status == 201 && created.text.contains(expectedNumber))
      #expect(try server.stop().code == 0)
    }
    try create("-000000000001\"")
    // The ids are in use, also by agents that were deleted.
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: """
          INSERT INTO agent (sandbox, collection, id, generation, record)
          WITH RECURSIVE number (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < 100001)
          SELECT sandbox, collection, substr(id, 1, 24) || printf('%012x', n), generation, 'null'
          FROM agent, number WHERE id LIKE '%-000000000001'
          """)
    }
    try create("-0000000186a2\"")
  }

  @Test(
    "A file of another program is refused, and stays as it was",
    arguments: [
      "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)",
      "CREATE TABLE agent (a)",
      "PRAGMA application_id = 7; CREATE TABLE theirs (a)",
      "PRAGMA journal_mode = WAL; CREATE TABLE theirs (a)",
    ])
  func otherProgram(_ sql: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("theirs.sqlite")
    let theirs = try DatabaseQueue(path: file)
    try theirs.writeWithoutTransaction { try $0.execute(sql: sql) }
    try theirs.close()
    let before = try Data(contentsOf: URL(filePath: file))
    let ending = try Program.run(["--port=0", "--database", file])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasSuffix("\(file) is a database of another program; it was not touched\n"))
    #expect(try Data(contentsOf: URL(filePath: file)) == before)
  }

  @Test func `A file that is no database is refused, and stays as it was`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let text = String(repeating: "Dear diary, ", count: 1000)
    let file = try scratch.write(text, to: "diary.txt")
    let ending = try Program.run(["--port=0", "--database", file])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.contains(file) && ending.errors.contains("file is not a database"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["diary.txt"])
  }
}
