import Foundation
import Testing
import UnderstudyJSON
import UnderstudyStore

/// `v1.sqlite` is a file of the first release, and `v1.json` what its `/__admin` answered of it, by sandbox. In `a` an agent
/// has been removed; `b` has been reset, and no row of before is deleted yet.
@Suite("A file of an earlier release") struct ReleasedFileTests {
  private static let fixtures = URL(filePath: #filePath).appending(path: "../Fixtures").standardizedFileURL

  private func opened(_ work: (AgentStore, _ answers: Members) throws -> Void) throws {
    try inScratchFile { file in
      try FileManager.default.copyItem(atPath: Self.fixtures.appending(path: "v1.sqlite").path, toPath: file)
      let answers = try Data(contentsOf: Self.fixtures.appending(path: "v1.json"))
      try work(try AgentStore(.file(file)), try #require(try JSON(reading: Array(answers)).members))
    }
  }

  private func texts(_ agents: [StoredAgent]) -> [String] {
    agents.map {
      JSON.object([
        "collection": .string($0.collection), "id": .string($0.id), "record": .object($0.record),
      ]).description
    }
  }

  private func texts(_ answer: JSON?, _ member: String) throws -> [String] {
    try #require(answer?.members?[member]?.array).map(\.description)
  }

  @Test func `Its sandboxes have the agents, audit records and snapshots that they had`() throws {
    try opened { store, answers in
      #expect(Set(store.sandboxNames) == ["default", "a", "b"])
      for name in store.sandboxNames {
        let (sandbox, answer) = (store.sandbox(name), try #require(answers[name]?.members))
        #expect(try texts(store.agents(in: sandbox)) == texts(answer["agents"], "agents"))
        let audit = try store.audit(in: sandbox).map { record in
          JSON.object([
            "collection": .string(record.collection), "id": .string(record.id),
            "field": .string(record.entry.field),
            "before": record.entry.before, "after": record.entry.after, "time": .string(record.entry.time),
            "credential": record.entry.credential.map(JSON.string) ?? .null,
          ]).description
        }
        #expect(try audit == texts(answer["audit"], "audit"))
        let snapshots = try store.snapshots(of: sandbox).map { #"{"name":"\#($0.name)","agents":\#($0.agents)}"# }
        #expect(try snapshots == texts(answer["snapshots"], "snapshots"))
      }
    }
  }

  @Test("Its snapshots can be restored", arguments: [("default", "first"), ("a", "before")])
  func snapshots(_ name: String, _ snapshot: String) throws {
    try opened { store, answers in
      let restored = try #require(try store.restoreSnapshot(snapshot, of: store.sandbox(name)))
      #expect(try texts(store.agents(in: restored)) == texts(answers[name]?.members?["saved"], "agents"))
    }
  }

  @Test func `It can be changed, reset and swept`() throws {
    try opened { store, _ in
      let agents = try store.agents(in: store.sandbox("never used"))
      let first = try #require(agents.first)
      for name in store.sandboxNames {
        let place = Place(sandbox: name, collection: first.collection, id: first.id)
        try store.set(place, to: 1)
        #expect(try store.number(place) == 1)
        _ = try store.reset(name)
        #expect(try store.agent(place)?.bytes == first.record.bytes)
      }
      while try store.sweep() {}
      #expect(try texts(store.agents(in: store.sandbox("a"))) == texts(agents))
    }
  }
}
