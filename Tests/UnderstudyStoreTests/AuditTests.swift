import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore

@Suite("The audit") struct AuditTests {
  private func entry(_ value: JSON, by credential: String? = "k…1") -> AuditEntry {
    AuditEntry(field: "f", before: .null, after: value, time: "2026-04-17T12:00:00Z", credential: credential)
  }

  @Test func `It keeps what updates record, in their order, each sandbox its own`() throws {
    let store = try AgentStore(.memory)
    let values: [JSON] = [1.50, ["a": ["\"\u{1}ü"]], .null]
    try store.update(.one) { _ in .put([:], audit: [entry(values[0]), entry(values[1], by: nil)]) }
    try store.update(.one(in: "a")) { _ in .put([:], audit: [entry(values[2])]) }
    try store.update(.one) { _ in .put([:]) }
    #expect(
      try store.audit(in: store.sandbox("default")).map(\.entry) == [entry(values[0]), entry(values[1], by: nil)])
    let other = try #require(try store.audit(in: store.sandbox("a")).first)
    #expect(other.collection == "c" && other.id == "one" && other.entry == entry(values[2]))
    #expect(try store.audit(in: store.sandbox("b")) == [])
  }

  @Test("A reset of its sandbox leaves nothing of it", arguments: [false, true])
  func reset(_ isSwept: Bool) throws {
    let store = try AgentStore(.memory)
    for sandbox in ["a", "b"] {
      try store.update(.one(in: sandbox)) { _ in .put([:], audit: [entry(1)]) }
    }
    _ = try store.reset("a")
    if isSwept { #expect(try store.sweep() == false) }
    #expect(try store.audit(in: store.sandbox("a")) == [])
    try store.update(.one(in: "a")) { _ in .put([:], audit: [entry(2)]) }
    #expect(try store.audit(in: store.sandbox("a")).map(\.entry) == [entry(2)])
    #expect(try store.audit(in: store.sandbox("b")).map(\.entry) == [entry(1)])
  }

  @Test func `Of many records the oldest go, a few at a time, and those of sandboxes that are over`() throws {
    let store = try AgentStore(.memory)
    for number in 1...20 {
      try store.update(.one(in: number % 2 == 0 ? "a" : "b")) { _ in
        .put([:], audit: [entry(.number(Number(number)))])
      }
    }
    while try store.sweep(limit: 3, auditing: 6) {}
    let left = { try store.audit(in: store.sandbox($0)).map(\.entry) }
    #expect(try left("a") == [entry(16), entry(18), entry(20)] && left("b") == [entry(15), entry(17), entry(19)])
    _ = try store.reset("a")
    while try store.sweep(limit: 3, auditing: 6) {}
    #expect(try left("a") == [] && left("b").count == 3)
  }

  @Test func `Where it cannot be written, the update is not stored either`() throws {
    try inScratchFile { file in
      try AgentStore(.file(file)).seed(("one", 1))
      try DatabaseQueue(path: file).write { db in
        try db.execute(sql: "CREATE TRIGGER t BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'full'); END")
      }
      let store = try AgentStore(.file(file))
      #expect(throws: StoreError.self) {
        try store.update(.one) { _ in .put(["n": 2], audit: [entry(1)]) }
      }
      #expect(try store.number(.one) == 1 && store.audit(in: store.sandbox("default")) == [])
    }
  }
}
