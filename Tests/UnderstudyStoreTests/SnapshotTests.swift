import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("A snapshot") struct SnapshotTests {
  @Test func `It may be without agents, and replaces one that has some`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    try store.saveSnapshot("s", of: store.sandbox("a"))
    try store.put(nil, at: store.key(.one(in: "a")))
    try store.saveSnapshot("s", of: store.sandbox("a"))
    #expect(try store.snapshots(of: store.sandbox("a")).map { "\($0.name) \($0.agents)" } == ["s 0"])
    try store.set(.one(in: "a"), to: 2)
    let restored = try #require(try store.restoreSnapshot("s", of: store.sandbox("a")))
    #expect(try store.agents(in: restored).isEmpty)
  }

  @Test func `Agents that it has as they are seeded follow the seeds again`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1), ("two", 2))
    try store.set(.one(in: "a"), to: 3)
    try store.saveSnapshot("s", of: store.sandbox("a"))
    try store.set(Place(sandbox: "a", id: "two"), to: 4)
    let restored = try #require(try store.restoreSnapshot("s", of: store.sandbox("a")))
    #expect(try store.changedAgents[restored] == 1)
    try store.replaceSeeds(["one", "two"].map { StoredAgent(collection: "c", id: $0, record: ["n": 9]) })
    #expect(try ["one", "two"].map { try store.number(Place(sandbox: "a", id: $0)) } == [3, 9])
  }

  @Test func `Its sandbox is known after a restart, also if nothing else is left of it`() throws {
    try inScratchFile { file in
      do {
        let store = try AgentStore(.file(file))
        try store.seed(("one", 1))
        try store.saveSnapshot("s", of: store.sandbox("a"))
        _ = try store.reset("a")
        while try store.sweep() {}
      }
      let store = try AgentStore(.file(file))
      #expect(store.sandboxNames == ["a"])
      try store.remove("a")
      #expect(try store.snapshots(of: store.sandbox("a")).isEmpty)
    }
  }
}
