import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("An eviction that cannot be stored") struct EvictionTests {
  @Test func `takes effect at once, and is stored with the next transaction that succeeds`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    try AgentStore(.file(file)).seed(("one", 1))
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER refusing BEFORE INSERT ON sandbox WHEN (SELECT count(*) FROM agent WHERE sandbox = '') < 2
          BEGIN SELECT raise(ABORT, 'not yet'); END
          """)
    }
    do {
      let store = try AgentStore(.file(file))
      try store.set(.one(in: "a"), to: 2)
      #expect(throws: StoreError.self) { try store.evict("a") }
      #expect(try store.number(.one(in: "a")) == 1)
      #expect(throws: StoreError.self) { try store.sweep() }
      try store.seed(("two", 2))
      while try store.sweep() {}
      #expect(try store.number(.one(in: "a")) == 1)
    }
    let store = try AgentStore(.file(file))
    #expect(try store.number(.one(in: "a")) == 1)
  }
}
