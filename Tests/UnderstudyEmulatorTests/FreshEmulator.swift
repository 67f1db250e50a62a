import Foundation
import Logging
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

/// Vendors, and the seeds of their tests.
struct SeededRegistry: Sendable {
  let registry: Registry
  let seeds: SeedSet

  private static let seedData = URL(filePath: #filePath).appending(path: "../../../seed-data").standardizedFileURL

  /// The real vendors with the seeds of the repository.
  static let catalog = Result { try SeededRegistry([.directory(seedData.path)], Registry()) }
  /// The vendor that uses every word of the language.
  static let synthetic = Result { try SeededRegistry([.synthetic], Registry([.synthetic])) }

  private init(_ sources: [SeedSource], _ registry: Registry) throws {
    self.registry = registry
    seeds = try SeedReader.read(sources, registry: registry)
  }

  /// Returns the one that a surface belongs to.
  static func of(_ surface: Surface) throws -> SeededRegistry {
    try surface.vendor == Vendor.synthetic.id ? synthetic.get() : catalog.get()
  }
}

/// The surfaces that laws are about: those of the real vendors, and of the one that uses every word of the language.
let lawfulSurfaces = Registry().surfaces + Vendor.synthetic.surfaces

/// A new emulator whose clock stands at 2026-04-17T12:00:00Z.
struct FreshEmulator {
  static let now = "2026-04-17T12:00:00Z"

  let registry: Registry
  let seeds: SeedSet
  let store: AgentStore
  let emulator: Emulator

  /// - Parameters:
  ///   - seeded: Nil for the real vendors.
  ///   - store: An empty store; nil for a new one in memory.
  init(
    _ seeded: SeededRegistry? = nil, switches: Switches = Switches(), annotations: Annotations = .standard,
    store: AgentStore? = nil, journal: Journal = Journal()
  ) throws {
    let seeded = try seeded ?? SeededRegistry.catalog.get()
    (registry, seeds) = (seeded.registry, seeded.seeds)
    let store = try store ?? AgentStore(.memory)
    self.store = store
    try store.fill(seeds.storedAgents)
    let start = Sandboxes.Configuration(switches: switches, clock: Timestamp(Self.now))
    emulator = Emulator(
      registry: registry, seeds: seeds, sandboxes: Sandboxes(store, journal, start),
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
