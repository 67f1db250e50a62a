import Foundation
import Logging
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A new emulator with the repository's seeds, whose clock stands at 2026-04-17T12:00:00Z.
struct FreshEmulator {
  static let now = "2026-04-17T12:00:00Z"
  private static let seedData = URL(filePath: #filePath).appending(path: "../../../seed-data").standardizedFileURL
  private static let seeds = Result {
    try SeedReader.read(directories: [seedData.path], registry: Registry())
  }

  let seeds: SeedSet
  let store: AgentStore
  let emulator: Emulator

  /// - Parameter store: An empty store; nil for a new one in memory.
  init(switches: Switches = Switches(), annotations: Annotations = .on, store: AgentStore? = nil) throws {
    seeds = try Self.seeds.get()
    let store = try store ?? AgentStore(.memory)
    self.store = store
    try store.fill(seeds.storedAgents)
    let start = Sandboxes.Configuration(switches: switches, clock: Timestamp(Self.now))
    emulator = Emulator(
      registry: Registry(), seeds: seeds, sandboxes: Sandboxes(store, Journal(), start),
      annotations: annotations, logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
  }

  func answer(_ request: Request) -> Response { emulator.answerAtOnce(request) }

  /// Returns the key of an agent in the default sandbox.
  func key(_ collection: String, _ id: String) -> AgentKey {
    AgentKey(sandbox: store.sandbox(SandboxID.defaultName), collection: collection, id: id)
  }
}

extension Emulator {
  /// Returns the response of an emulator without delays.
  func answerAtOnce(_ request: Request) -> Response {
    switch answer(request) {
    case .immediate(let response): return response
    case .deferred, .streaming:
      Issue.record("the answer waits")
      return Response(status: 0)
    }
  }
}
