import Foundation
import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("A server that is killed in the middle of updates", .waits) struct KillTests {
  @Test func `Every acknowledged update is in the file, and at most the one in flight beyond it`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    var stored = try Self.stored(in: file)
    for count in [1, 7, 40, 150, 400] {
      let server = try Serving(["--database", file, "--log-level", "error"])
      defer { server.kill() }
      let clients = Centerfy.all.map { AscendingUpdates(of: $0, at: server.port) }
      for (client, last) in zip(clients, stored) { client.start(after: last ?? 1000) }
      clients.forEach { $0.wait(for: count) }
      server.program.signal(SIGKILL)
      #expect(try server.program.ending().code == 128 + SIGKILL)
      clients.forEach { $0.join() }
      #expect(try Self.integrity(of: file) == ["ok"])
      stored = try Self.stored(in: file)
      for (client, stored) in zip(clients, stored) {
        #expect(client.acknowledged >= 1000 + count)
        #expect([client.acknowledged, client.acknowledged + 1].contains(stored), "\(client.agent.id)")
      }
    }
    let server = try Serving(["--database", file])
    defer { server.kill() }
    #expect(try server.stop().code == 0)
    #expect(try Self.stored(in: file) == stored)
  }

  /// The agents' numbers in a file that no server has open.
  private static func stored(in file: String) throws -> [Int?] {
    let store = try AgentStore(.file(file))
    return try Centerfy.all.map { agent in
      try store.centerfyAgent(agent.id)?["max_duration"].flatMap { Int("\($0)") }
    }
  }

  private static func integrity(of file: String) throws -> [String] {
    try DatabaseQueue(path: file).read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
  }
}
