import Testing
import UnderstudyJSON
import UnderstudyStore

@Suite("Stored records") struct RecordTests {
  private func ids(_ store: AgentStore, in sandbox: String = "a") throws -> [String] {
    try store.agents(in: store.sandbox(sandbox)).map { "\($0.collection)/\($0.id) \($0.record["n"] ?? .null)" }
  }

  @Test func `A sandbox lists its own and the seeds that they do not hide`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1), ("two", 2))
    try store.fill([StoredAgent(collection: "d", id: "one", record: ["n": 3])])
    try store.set(.one(in: "a"), to: 4)
    try store.put(["n": 5], at: store.key(Place(sandbox: "a", id: "three")))
    #expect(try ids(store) == ["c/one 4", "c/three 5", "c/two 2", "d/one 3"])
    #expect(try ids(store, in: "b") == ["c/one 1", "c/two 2", "d/one 3"])
    #expect(try store.agents(in: store.sandbox("a"), collection: "d").count == 1)
    #expect(try store.count(in: store.sandbox("a")) == 4)
  }

  @Test func `One that is removed is gone, seed or not, in this sandbox, and can be made again`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1), ("two", 2))
    try store.set(Place(sandbox: "a", id: "two"), to: 3)
    for id in ["one", "two"] { try store.put(nil, at: store.key(Place(sandbox: "a", id: id))) }
    #expect(try ids(store).isEmpty && ids(store, in: "b").count == 2)
    #expect(try store.agent(.one(in: "a")) == nil && store.count(in: store.sandbox("a")) == 0)
    #expect(try store.replace(.one(in: "a"), by: 9) == nil)
    #expect(try ids(store) == ["c/one 9"])
  }

  @Test func `New seeds are seen where nothing was changed`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1), ("two", 2))
    try store.set(.one(in: "a"), to: 4)
    try store.replaceSeeds([
      StoredAgent(collection: "c", id: "one", record: ["n": 7]),
      StoredAgent(collection: "c", id: "three", record: ["n": 8]),
    ])
    #expect(try ids(store) == ["c/one 4", "c/three 8"])
    #expect(try ids(store, in: "b") == ["c/one 7", "c/three 8"])
  }

  @Test func `A snapshot brings back what was changed, made and removed`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1), ("two", 2))
    try store.set(.one(in: "a"), to: 4)
    try store.put(nil, at: store.key(Place(sandbox: "a", id: "two")))
    try store.saveSnapshot("s", of: store.sandbox("a"))
    try store.set(.one(in: "a"), to: 5)
    try store.put(["n": 6], at: store.key(Place(sandbox: "a", id: "two")))
    try store.put(["n": 6], at: store.key(Place(sandbox: "a", id: "three")))
    let before = store.key(.one(in: "a"))
    #expect(try store.restoreSnapshot("s", of: store.sandbox("a")) == store.sandbox("a"))
    #expect(try ids(store) == ["c/one 4"])
    #expect(throws: StoreError.self) { try store.transact(before) { _ in (.put(["n": 7]), ()) } }
  }

  @Test func `Snapshots are a sandbox's own, survive its reset, and go with it`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    try store.set(.one(in: "a"), to: 4)
    try store.saveSnapshot("s", of: store.sandbox("a"))
    try store.saveSnapshot("s", of: store.sandbox("a"))
    #expect(try store.restoreSnapshot("s", of: store.sandbox("b")) == nil)
    #expect(try store.restoreSnapshot("t", of: store.sandbox("a")) == nil)
    _ = try store.reset("a")
    #expect(try store.snapshots(of: store.sandbox("a")).map { "\($0.name) \($0.agents)" } == ["s 1"])
    #expect(try store.restoreSnapshot("s", of: store.sandbox("a")) != nil)
    #expect(try store.number(.one(in: "a")) == 4)
    #expect(try store.removeSnapshot("s", of: store.sandbox("a")))
    #expect(try store.removeSnapshot("s", of: store.sandbox("a")) == false)
    try store.saveSnapshot("s", of: store.sandbox("a"))
    try store.remove("a")
    #expect(try store.snapshots(of: store.sandbox("a")).isEmpty)
  }
}
