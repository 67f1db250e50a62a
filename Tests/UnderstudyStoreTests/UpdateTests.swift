import Foundation
import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore

@Suite("An update") struct UpdateTests {
  @Test func `It is given what is stored, and what it returns is stored`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    #expect(try store.replace(.one, by: 2) == 1)
    #expect(try store.number(.one) == 2)
  }

  @Test func `The next one reads what it wrote`() throws {
    let store = try AgentStore(.memory)
    for number in 1...5 {
      let before: JSON? = number == 1 ? nil : .number(Number(number - 1))
      #expect(try store.replace(.one, by: .number(Number(number))) == before)
    }
  }

  @Test func `It is given nil where there is no agent, and then makes one`() throws {
    let store = try AgentStore(.memory)
    #expect(try store.transact(store.key(.one)) { (.put(["n": 1]), $0 == nil) })
    #expect(try store.number(.one) == 1)
  }

  @Test func `Where it writes none, nothing is stored, and the next one begins`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    try store.set(.one, to: 2)
    try store.update(.one) { _ in .none }
    #expect(try store.number(.one) == 2)
    #expect(try store.replace(.one, by: 3) == 2)
    #expect(try store.number(.one) == 3)
  }

  @Test func `Where it writes none for an agent that is not there, none is made`() throws {
    let store = try AgentStore(.memory)
    try store.update(.one) { _ in .none }
    #expect(try store.agent(.one) == nil)
    #expect(try store.count() == 0)
  }

  @Test func `It can remove its agent, a seed or not, in its sandbox alone`() throws {
    let store = try AgentStore(.memory)
    try store.seed(("one", 1))
    try store.set(Place(id: "two"), to: 2)
    for id in ["one", "two"] { try store.update(Place(id: id)) { _ in .remove } }
    #expect(try store.agent(.one) == nil && store.count() == 0)
    #expect(try store.number(.one(in: "a")) == 1)
    #expect(try store.replace(.one, by: 3) == nil)
    #expect(try store.number(.one) == 3)
  }

  @Test func `Where SQLite fails, nothing is stored, and the next one begins`() throws {
    try inScratchFile { file in
      try AgentStore(.file(file)).seed(("one", 1))
      try DatabaseQueue(path: file).write { db in
        try db.execute(
          sql: """
            CREATE TRIGGER refusing BEFORE UPDATE ON agent WHEN new.record = '{"n":13}'
            BEGIN SELECT raise(ABORT, 'unlucky'); END
            """)
      }
      let store = try AgentStore(.file(file))
      try store.set(.one, to: 2)
      let error = #expect(throws: StoreError.self) { try store.set(.one, to: 13) }
      #expect(error?.reason == "unlucky")
      #expect(try store.number(.one) == 2)
      #expect(try store.replace(.one, by: 3) == 2)
    }
  }

  @Test func `A record that is damaged is named`() throws {
    try inScratchFile { file in
      try AgentStore(.file(file)).seed(("one", 1))
      try DatabaseQueue(path: file).write { try $0.execute(sql: "UPDATE agent SET record = '{'") }
      let store = try AgentStore(.file(file))
      for _ in 1...2 {
        let error = #expect(throws: StoreError.self) { try store.set(.one, to: 2) }
        #expect(error?.reason.hasPrefix("the record of c/one is damaged: ") == true)
      }
      try store.put(["n": 3], at: store.key(.one))
      #expect(try store.number(.one) == 3)
    }
  }

  @Test("Eight threads with two hundred each lose none", arguments: ["memory", "file"])
  func threads(_ location: String) throws {
    try inScratchFile { file in
      let store = try AgentStore(location == "memory" ? .memory : .file(file))
      try store.seed(("one", 0))
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        for _ in 1...200 {
          try? store.update(.one) { stored in .put(["n": stored?["n"]?.plusOne ?? .null]) }
        }
      }
      #expect(try store.number(.one) == 1600)
    }
  }

  @Test("Of many agents none is lost if only some can be kept parsed", arguments: ["memory", "file"])
  func many(_ location: String) throws {
    try inScratchFile { file in
      let store = try AgentStore(location == "memory" ? .memory : .file(file), cacheLimit: 1 << 20)
      let padding = JSON.string(String(repeating: "x", count: 5000))
      for round in 1...2 {
        for number in 0..<1000 {
          try store.update(Place(id: "\(number)")) { stored in
            #expect(stored?["round"] == (round == 1 ? .none : 1))
            return .put(["n": .number(Number(number)), "round": .number(Number(round)), "p": padding])
          }
        }
      }
      let agents = try store.agents(in: store.sandbox(SandboxID.defaultName))
      #expect(agents.count == 1000 && agents.allSatisfy { $0.record["round"] == 2 })
      #expect(agents.allSatisfy { $0.record["n"]?.description == $0.id })
    }
  }
}

extension JSON {
  fileprivate var plusOne: JSON? { Int(description).map { .number(Number($0 + 1)) } }
}
