import Foundation
import GRDB
import Testing
import UnderstudyEmulator
import UnderstudyStore
import UnderstudyVendors

@Suite("An update that cannot be saved") struct SaveFailedTests {
  @Test("is refused in the vendor's shape and changes nothing", arguments: lawfulSurfaces)
  func refused(_ surface: Surface) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appending(path: "agents.sqlite").path
    let body = try #require(ValueSlot.all.first { $0.surface === surface }).acceptedBody
    _ = try AgentStore(.file(file))  // Creates the tables.
    try DatabaseQueue(path: file).write { db in
      // The seeds can be saved, and nothing else.
      try db.execute(
        sql: """
          CREATE TRIGGER full BEFORE INSERT ON agent WHEN new.sandbox <> ''
          BEGIN SELECT raise(ABORT, 'the disk is full'); END
          """)
    }
    let rule = try #require(surface.updating.standardGuard(for: .agentSaved)).rule.id
    let fixture = try SurfaceFixture(surface, store: AgentStore(.file(file)))
    let before = try fixture.stored()
    let answer = fixture.send(body)
    #expect(answer.status == 500 && answer["X-Understudy-Rule"] == rule)
    let expected = surface.error(Refusal(rule: rule, reason: .saveFailed()), "0000000001")
    #expect(answer.body == expected.body.bytes && expected.status == 500)
    #expect(try fixture.stored().bytes == before.bytes)
  }
}
