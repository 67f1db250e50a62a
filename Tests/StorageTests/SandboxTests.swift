import GRDB
import JSON
import Storage
import Testing

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

  @Test(
    "A row counts only while its generation is its sandbox's",
    arguments: [
      (sandbox: nil, row: 0, seen: 7), (sandbox: 0, row: 0, seen: 7), (sandbox: 3, row: 3, seen: 7),
      (sandbox: nil, row: 1, seen: 1), (sandbox: 1, row: 0, seen: 1), (sandbox: 3, row: 2, seen: 1),
      (sandbox: 2, row: 3, seen: 1),
    ] as [(sandbox: Int?, row: Int, seen: JSON)])
  func generations(_ sandbox: Int?, _ row: Int, _ seen: JSON) throws {
    try inScratchFile { file in
      let store = try AgentStore(.file(file))
      try store.seed(("one", 1))
      try DatabaseQueue(path: file).write { db in
        if let sandbox { try db.execute(sql: "INSERT INTO sandbox VALUES ('a', ?)", arguments: [sandbox]) }
        try db.execute(
          sql: #"INSERT INTO agent VALUES ('a', 'c', 'one', ?, '{"n":7}'), ('b', 'c', 'one', 0, '{"n":8}')"#,
          arguments: [row])
      }
      #expect(try store.number(.one(in: "a")) == seen)
      #expect(try store.number(.one(in: "b")) == 8)
      // An update begins with what is seen, and is itself of the sandbox's generation.
      #expect(try store.replace(.one(in: "a"), by: 9) == seen)
      #expect(try store.number(.one(in: "a")) == 9)
    }
  }

  @Test func `Raising its generation makes it as the seeds again`() throws {
    try inScratchFile { file in
      let store = try AgentStore(.file(file))
      try store.seed(("one", 1))
      try store.set(.one(in: "a"), to: 2)
      try store.set(.one(in: "b"), to: 3)
      try DatabaseQueue(path: file).write { try $0.execute(sql: "INSERT INTO sandbox VALUES ('a', 1)") }
      #expect(try store.number(.one(in: "a")) == 1)
      #expect(try store.number(.one(in: "b")) == 3)
    }
  }
}
