import Foundation
import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("A sandbox") struct SandboxTests {
  @Test func `It starts as the seeds, and its updates are seen nowhere else`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    #expect(try store.number(.one(in: "a")) == 1)
    try store.set(.one(in: "a"), to: 2)
    try store.set(.one, to: 3)
    #expect(try ["a", "b", "default", "A", "a "].map { try store.number(.one(in: $0)) } == [2, 1, 3, 1, 1])
  }

  @Test func `An update is given the seed until there is one of its own`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    try store.set(.one(in: "b"), to: 9)
    #expect(try store.replace(.one(in: "a"), by: 2) == 1)
    #expect(try store.replace(.one(in: "a"), by: 3) == 2)
  }

  @Test func `An agent that only one sandbox has is in no other`() throws {
    let store = try AgentStore(.memory)
    try store.set(.one(in: "a"), to: 1)
    #expect(try store.number(.one(in: "a")) == 1)
    #expect(try store.agent(.one(in: "b")) == nil && store.agent(.one) == nil)
  }

  @Test func `A reset makes it as the seeds, it alone, in no time`() throws {
    let time = try shortest(under: .milliseconds(20)) {
      let store = try AgentStore(.memory)
      try store.seed(("one", 1))
      try store.set(.one(in: "b"), to: 3)
      for number in 1...10_000 { try store.set(Place(sandbox: "a", id: "\(number)"), to: 2) }
      try store.set(.one(in: "a"), to: 2)
      let time = try ContinuousClock().measure { _ = try store.reset("a") }
      #expect(try store.number(.one(in: "a")) == 1 && store.agent(Place(sandbox: "a", id: "7")) == nil)
      #expect(try store.number(.one(in: "b")) == 3)
      #expect(try store.count(in: store.sandbox("a")) == 1)
      return time
    }
    #expect(time < .milliseconds(20), "2 ms on an idle machine; deleting the rows takes more than 20")
  }

  @Test func `What began before a reset can neither write nor read after it`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    let before = store.key(.one(in: "a"))
    _ = try store.reset("a")
    let error = #expect(throws: StoreError.self) { try store.transact(before) { _ in (.put(["n": 2]), ()) } }
    #expect(error?.isSuperseded == true)
    #expect(throws: StoreError.self) { try store.agent(before) }
    #expect(throws: StoreError.self) { try store.put(["n": 2], at: before) }
    #expect(throws: StoreError.self) { try store.saveSnapshot("s", of: before.sandbox) }
    #expect(try store.number(.one(in: "a")) == 1)
  }

  @Test("A removed sandbox begins as the seeds, also after a restart", arguments: [false, true])
  func removed(_ isSwept: Bool) throws {
    try inScratchFile { file in
      do {
        let store = try AgentStore(.file(file))
        try store.seed(("one", 1))
        try store.set(.one(in: "a"), to: 2)
        let before = store.key(.one(in: "a"))
        try store.remove("a")
        if isSwept { #expect(try store.sweep() == false) }
        #expect(throws: StoreError.self) { try store.agent(before) }
        #expect(try store.number(.one(in: "a")) == 1)
        #expect(throws: StoreError.self) { try store.agent(before) }
      }
      do {
        let store = try AgentStore(.file(file))
        #expect(try store.number(.one(in: "a")) == 1)
        try store.remove("a")
        try store.set(.one(in: "a"), to: 3)
      }
      #expect(try AgentStore(.file(file)).number(.one(in: "a")) == 3)
    }
  }

  @Test func `Sweeping removes what no longer counts, a little at a time, and nothing else`() throws {
    try inScratchFile { file in
      do {
        let store = try AgentStore(.file(file))
        try store.seed(("one", 1))
        for number in 1...25 { try store.set(Place(sandbox: "a", id: "\(number)"), to: 2) }
        try store.set(.one(in: "b"), to: 3)
        _ = try store.reset("a")
        try store.set(Place(sandbox: "a", id: "7"), to: 4)
        #expect(
          try [store.sweep(limit: 10), store.sweep(limit: 10), store.sweep(limit: 10)] == [true, true, false])
        #expect(try store.number(Place(sandbox: "a", id: "7")) == 4)
      }
      let rows = try DatabaseQueue(path: file).read { db in
        try String.fetchAll(db, sql: "SELECT sandbox || id || record FROM agent UNION ALL SELECT name FROM sandbox")
      }
      #expect(rows.sorted() == [#"a7{"n":4}"#, #"bone{"n":3}"#, #"one{"n":1}"#])
    }
  }

  @Test func `Naming one touches no row`() throws {
    try inScratchFile { file in
      do {
        let store = try AgentStore(.file(file))
        try store.seed(("one", 1))
        for number in 1...100 { #expect(try store.number(.one(in: "\(number)")) == 1) }
      }
      let rows = try DatabaseQueue(path: file).read { db in
        try Int.fetchOne(db, sql: "SELECT (SELECT count(*) FROM agent) + (SELECT count(*) FROM sandbox)")
      }
      #expect(rows == 1)
    }
  }
}
