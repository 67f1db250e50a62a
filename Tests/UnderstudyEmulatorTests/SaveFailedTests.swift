import Foundation
import GRDB
import Testing
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A change that cannot be saved") struct SaveFailedTests {
  private static let changes = SurfaceOperation.all.filter { $0.operation.kind.change != nil }

  /// Returns a store that keeps the seeds, and nothing else.
  private static func refusingStore(in scratch: ScratchDirectory) throws -> AgentStore {
    let file = scratch("agents.sqlite")
    _ = try AgentStore(.file(file))  // Creates the tables.
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER full BEFORE INSERT ON agent WHEN new.sandbox <> ''
          BEGIN SELECT raise(ABORT, 'it is not stored'); END
          """)
    }
    return try AgentStore(.file(file))
  }

  @Test("is refused in the vendor's shape, says what was not saved, and changes nothing", arguments: changes)
  func refused(_ tested: SurfaceOperation) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let (surface, operation) = (tested.surface, tested.operation)
    let switches = Switches(disabled: operation.isCreation ? tested.rulesOfSeveralFields : [])
    let fixture = try SurfaceFixture(
      surface, operation, switches: switches, store: Self.refusingStore(in: scratch))
    let answer =
      switch operation.kind.change {
      case .deletion: fixture.answer(to: fixture.deletion(operation))
      case .creation: fixture.send(tested.fields.accepted([:]))
      default: fixture.send(try #require(tested.slots.first).acceptedBody)
      }
    let failed = try #require(operation.standardGuard(for: .agentSaved))
    #expect(answer.status == 500 && answer["X-Understudy-Rule"] == failed.rule.id, "\(answer.text)")
    let expected = surface.error(Refusal(rule: failed.rule.id, reason: failed.refusal.reason()), "0000000001")
    #expect(answer.body == expected.body.bytes && expected.status == 500)
    let change = try #require(operation.kind.change)
    // The others' words are their own.
    if ["trillet", "voicebip", "centerfy"].contains(surface.vendor) {
      #expect(answer.text.contains("The \(change) could not be saved; nothing was changed"))
    }
    #expect(try operation.isCreation ? fixture.created().isEmpty : !fixture.stored().isEmpty)
  }

  @Test func `is refused with the reason if there is no room`() throws {
    let store = try AgentStore(.memory, memoryLimit: 1 << 20)
    let surface = try #require(lawfulSurfaces.first { $0.id == "centerfy" })
    let fixture = try SurfaceFixture(surface, store: store)
    let sandbox = store.sandbox("other")
    for size in [10_000, 100] {
      let record: Members = ["n": .string(String(repeating: "x", count: size))]
      var number = 0
      while (try? store.put(record, at: AgentKey(sandbox: sandbox, collection: "\(size)", id: "\(number)"))) != nil
      {
        number += 1
      }
    }
    let answer = fixture.send(["name": .string(String(repeating: "x", count: 10_000))])
    #expect(
      answer.text == #"{"error":true,"message":"The update could not be saved, "#
        + #"because the database in memory is full; nothing was changed"}"#)
  }
}
