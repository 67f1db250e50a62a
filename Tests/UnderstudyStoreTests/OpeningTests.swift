import Foundation
import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("Opening a database") struct OpeningTests {
  @Test func `A file keeps what was stored`() throws {
    try inScratchFile { file in
      try AgentStore(.file(file)).seed(("one", 1), ("two", 2))
      for number in 3...5 {
        do {
          let store = try AgentStore(.file(file))
          try store.set(.one, to: .number(Number(number)))
          try store.set(.one(in: "a"), to: .number(Number(-number)))
        }
        #expect(try AgentStore(.file(file)).number(.one) == .number(Number(number)))
        #expect(try AgentStore(.file(file)).number(.one(in: "a")) == .number(Number(-number)))
        #expect(try AgentStore(.file(file)).number(Place(id: "two")) == 2)
      }
    }
  }

  @Test(
    "A name with characters that URLs escape is the name of the file", arguments: ["a b%20c", "?vfs=unix", "#é"])
  func name(_ name: String) throws {
    try inScratchFile { file in
      try AgentStore(.file(file + name)).seed(("one", 1))
      #expect(
        try DatabaseQueue(path: file + name).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM agent") } == 1)
    }
  }

  @Test func `A file that another store has open is refused`() throws {
    try inScratchFile { file in
      let store = try AgentStore(.file(file))
      let error = #expect(throws: StoreError.self) { try AgentStore(.file(file)) }
      #expect(error?.reason == "another server of this process is using it")
      try store.set(.one, to: 1)
    }
  }

  @Test func `Memory is new each time`() throws {
    let first = try AgentStore(.memory)
    try first.seed(("one", 1))
    #expect(try AgentStore(.memory).count() == 0)
    #expect(try first.count() == 1)
  }

  @Test("A file without tables becomes ours", arguments: ["", "PRAGMA user_version = 3"])
  func empty(_ sql: String) throws {
    try inScratchFile { file in
      try DatabaseQueue(path: file).writeWithoutTransaction { try $0.execute(sql: sql) }
      try AgentStore(.file(file)).seed(("one", 1))
      #expect(try AgentStore(.file(file)).isAnswering)
      #expect(try AgentStore(.file(file)).number(.one) == 1)
      #expect(
        try DatabaseQueue(path: file).read { try Int.fetchOne($0, sql: "PRAGMA application_id") } == 0x556E_6472)
    }
  }

  @Test(
    "A file of another program is refused before anything is written to it",
    arguments: [
      "CREATE TABLE theirs (a)", "CREATE TABLE agent (sandbox, collection, id, generation, record)",
      "PRAGMA application_id = 7; CREATE TABLE theirs (a)", "CREATE VIEW theirs AS SELECT 1",
    ])
  func otherProgram(_ sql: String) throws {
    try inScratchFile { file in
      try DatabaseQueue(path: file).writeWithoutTransaction { try $0.execute(sql: sql) }
      let before = try Data(contentsOf: URL(filePath: file))
      let error = #expect(throws: StoreError.self) { try AgentStore(.file(file)) }
      #expect(error?.reason == "\(file) is a database of another program; it was not touched")
      #expect(try Data(contentsOf: URL(filePath: file)) == before)
    }
  }

  @Test(
    "What a program that was killed left in its log stays there",
    arguments: [
      "PRAGMA application_id = 7; CREATE TABLE theirs (a)",
      "INSERT INTO grdb_migrations VALUES ('999: of tomorrow')",
    ])
  func logged(_ sql: String) throws {
    try inScratchFile { source in
      try AgentStore(.file(source)).seed(("one", 1))
      let theirs = try DatabaseQueue(path: source)
      try theirs.writeWithoutTransaction { try $0.execute(sql: sql) }
      // As it is now, which is as a kill would leave it.
      let file = source + ".killed"
      for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: source + end, toPath: file + end) }
      let before = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: file + $0)) }
      #expect(before[1].count > 0)
      let link = source + ".link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      for path in [link, file] {
        let error = #expect(throws: StoreError.self) { try AgentStore(.file(path)) }
        #expect(error?.reason.hasSuffix("; it was not touched") == true)
      }
      #expect(try ["", "-wal"].map { try Data(contentsOf: URL(filePath: file + $0)) } == before)
    }
  }

  @Test func `A file of a newer version is refused`() throws {
    try inScratchFile { file in
      try AgentStore(.file(file)).seed(("one", 1))
      try DatabaseQueue(path: file).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999: of tomorrow')")
      }
      let error = #expect(throws: StoreError.self) { try AgentStore(.file(file)) }
      #expect(error?.reason == "\(file) was written by a newer version; it was not touched")
      let count = try DatabaseQueue(path: file).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM agent") }
      #expect(count == 1)
    }
  }

  @Test func `A file that is no database is refused`() throws {
    try inScratchFile { file in
      let text = Data(String(repeating: "Dear diary, ", count: 1000).utf8)
      try text.write(to: URL(filePath: file))
      let error = #expect(throws: StoreError.self) { try AgentStore(.file(file)) }
      #expect(error?.reason.contains("file is not a database") == true)
      #expect(try Data(contentsOf: URL(filePath: file)) == text)
    }
  }

  @Test(
    "A path for which SQLite would keep agents elsewhere is refused",
    arguments: [
      "", "agents\0.sqlite", ":memory:", "file:", "file:agents.sqlite", "file:agents?mode=memory", "file::memory:",
      "/", "/dev/null",
    ])
  func keepsNothing(_ path: String) {
    let error = #expect(throws: StoreError.self) { try AgentStore(.file(path)) }
    #expect(error?.reason.hasSuffix("; name a file, or leave the database out to keep agents in memory") == true)
  }

  @Test("A path that cannot be a file is refused", arguments: ["/nowhere/agents.sqlite", "/dev/null/x"])
  func badPath(_ path: String) {
    let error = #expect(throws: StoreError.self) { try AgentStore(.file(path)) }
    #expect(error?.reason == "SQLite error 14: unable to open database file")
  }
}

/// Runs `work` with the path of a file that is not there yet, in a directory that is then removed.
func inScratchFile(_ work: (String) throws -> Void) throws {
  let scratch = try ScratchDirectory()
  defer { scratch.remove() }
  try work(scratch("agents.sqlite"))
}
