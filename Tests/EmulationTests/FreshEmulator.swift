import Emulation
import Foundation
import Logging
import Schema
import Seeds
import Storage
import Vendors

/// An emulator of its own, with the seeds of the repository, at one moment: 2026-04-17T12:00:00Z.
struct FreshEmulator {
  static let now = "2026-04-17T12:00:00Z"
  private static let seedData = URL(filePath: #filePath).appending(path: "../../../seed-data").standardizedFileURL
  private static let seeds = Result {
    try SeedReader.read(directories: [seedData.path], registry: Registry())
  }

  let seeds: SeedSet
  let store: AgentStore
  let emulator: Emulator

  /// - Parameter store: an empty one, if not a new one in memory.
  init(switches: Switches = Switches(), annotations: Annotations = .on, store: AgentStore? = nil) throws {
    seeds = try Self.seeds.get()
    let store = try store ?? AgentStore(.memory)
    self.store = store
    try store.fill(seeds.agents.map { ($0.collection, $0.id, $0.record) })
    emulator = Emulator(
      registry: Registry(), seeds: seeds, store: store, switches: switches,
      clock: Clock(frozenAt: Timestamp(Self.now)), annotations: annotations,
      logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
  }
}
