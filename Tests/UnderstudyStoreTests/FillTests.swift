import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("Filling with seeds") struct FillTests {
  @Test func `What is there stays as it is`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1), ("two", 2))
    try store.seed(("one", 7), ("three", 3))
    #expect(try ["one", "two", "three"].map { try store.number(Place(id: $0)) } == [1, 2, 3])
  }

  @Test func `An update of the default sandbox outlives a second fill`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    try store.set(.one, to: 2)
    try store.seed(("one", 7))
    #expect(try store.number(.one) == 2)
  }

  @Test func `A database in memory takes no more than it may, and goes on`() throws {
    let store = try AgentStore(.memory, memoryLimit: 1 << 20)
    try store.seed(("one", 1))
    let text = JSON.string(String(repeating: "x", count: 100_000))
    #expect(throws: StoreError.self) {
      for number in 0..<20 { try store.set(Place(id: "\(number)"), to: text) }
    }
    #expect(try store.number(.one) == 1)
    _ = try store.reset(SandboxID.defaultName)
    try store.set(.one, to: 2)
    #expect(try store.number(.one) == 2 && store.count() == 1)
  }

  @Test func `Whatever is removed makes room in a full database in memory`() throws {
    let store = try AgentStore(.memory, memoryLimit: 1 << 20)
    try store.seed(("one", 1), ("two", 2))
    try store.saveSnapshot("before", of: store.sandbox(SandboxID.defaultName))
    var stored = 0
    // First large records, then small ones, until not even those fit.
    for size in [10_000, 100] {
      let text = JSON.string(String(repeating: "x", count: size))
      while (try? store.set(Place(id: "\(stored)"), to: text)) != nil { stored += 1 }
    }
    #expect(store.writeFailure?.shortage == .memory(limit: 1 << 20))
    #expect(try store.number(Place(id: "0")) != nil)
    // Each needs a row of its own, until pages are full.
    for number in 0..<1000 { _ = try store.reset("sandbox\(number)") }
    for number in 0..<1000 { try store.remove("sandbox\(number)") }
    try store.put(nil, at: store.key(Place(id: "two")))
    #expect(try store.removeSnapshot("before", of: store.sandbox(SandboxID.defaultName)))
    store.recover()
    #expect(store.writeFailure != nil)
    _ = try store.reset(SandboxID.defaultName)
    while try store.sweep() {}
    store.recover()
    #expect(store.writeFailure == nil)
    try store.set(Place(id: "later"), to: 1)
  }

  @Test func `Seeds are found whatever the database was asked or told in between`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1), ("two", 2), ("three", 3))
    try store.put(nil, at: store.key(.one))
    #expect(try ["one", "two", "three"].map { try store.number(Place(id: $0)) } == [JSON?.none, 2, 3])
    let sandbox = store.sandbox("a")
    try store.saveSnapshot("before", of: sandbox)
    try store.set(Place(sandbox: "a", id: "two"), to: 7)
    _ = try store.restoreSnapshot("before", of: sandbox)
    #expect(try ["one", "two", "three"].map { try store.number(Place(sandbox: "a", id: $0)) } == [1, 2, 3])
    #expect(try store.count() == 2)
  }

  @Test(
    "Collections and ids are told apart to the byte",
    arguments: [
      ("c", "One"), ("C", "one"), ("", "one"), ("c", ""), ("cone", ""), ("c", "one "), ("c", "on_"), ("c", "on%"),
    ])
  func otherKeys(_ collection: String, _ id: String) throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    #expect(try store.agent(Place(collection: collection, id: id)) == nil)
    try store.fill([StoredAgent(collection: collection, id: id, record: ["n": 2])])
    #expect(try store.number(.one) == 1)
    #expect(try store.number(Place(collection: collection, id: id)) == 2)
  }

  @Test(
    "A record is read as it was written",
    arguments: [
      #"{}"#, #"{"b":1,"a":2}"#, #"{"n":1.50}"#, #"{"n":1e400}"#, #"{"n":-0}"#, #"{"s":"\u0000é😀'\""}"#,
      #"{"a":[null,true,{"b":[]}]}"#,
    ])
  func records(_ text: String) throws {
    let store = try AgentStore(.memory)
    let record = try #require(try JSON(text: text).members)
    try store.fill([StoredAgent(collection: "c", id: "one", record: record)])
    #expect(try store.agent(.one).map { JSON.object($0).description } == JSON.object(record).description)
    try store.update(.one) { _ in .put([:]) }
    try store.update(.one) { _ in .put(record) }
    #expect(try store.agent(.one).map { JSON.object($0).description } == JSON.object(record).description)
  }

  @Test func `Agents are counted once, in however many sandboxes they are`() throws {
    let store = try AgentStore(.memory)
    #expect(try store.count() == 0)
    try store.seed(("one", 1), ("two", 2))
    try store.fill([StoredAgent(collection: "other", id: "one", record: [:])])
    try store.set(.one, to: 3)
    try store.set(.one(in: "a"), to: 3)
    #expect(try store.count() == 3)
  }
}
