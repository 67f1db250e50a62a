import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// A random sequence of creations, deletions, resets, snapshots and restarts, with a model of the ids in use.
///
/// The model does not know how an id is made: it learns the ids of each collection and sandbox in their order.
final class AgentHistory {
  enum Vendors: CaseIterable { case real, synthetic }

  enum Step: CaseIterable { case create, delete, put, remove, reset, save, restore, restart }

  /// One collection of one sandbox.
  struct Place: Hashable {
    let sandbox: String
    let collection: String
  }

  /// What has happened in a place since its last reset.
  struct Life {
    /// The number of the last id.
    var last = 0
    /// The ids that agents have or had.
    var used: Set<String> = []
    /// The agents, each with the fixture whose credential reaches it.
    var agents: [String: Int] = [:]
  }

  private static let sandboxes = ["default", "one", "two"]

  private(set) var counts: [Step: Int] = [:]
  /// The number of ids that came again, as they should, after a reset.
  var returned = 0
  private let file: String
  private let surfaces: [Surface]
  private let switches: Switches
  var fixtures: [SurfaceFixture] = []
  var random: SplitMix64
  /// The ids of each place by number.
  var known: [Place: [String]] = [:]
  var places: [String: Place] = [:]
  var lives: [Place: Life] = [:]
  private var snapshots: [Place: [String: Int]] = [:]

  init(of vendors: Vendors, in file: String, _ random: SplitMix64) throws {
    self.file = file
    self.random = random
    surfaces = lawfulSurfaces.filter { surface in
      (surface.vendor == Vendor.synthetic.id) == (vendors == .synthetic)
        && surface.operations.contains(where: \.isCreation)
    }
    switches = Switches(
      disabled: SurfaceOperation.all.filter(\.operation.isCreation).flatMap(\.rulesOfSeveralFields))
    try start()
  }

  private func start() throws {
    let fresh = try FreshEmulator(
      SeededRegistry.of(#require(surfaces.first)), switches: switches, store: AgentStore(.file(file)))
    fixtures = try surfaces.map { surface in
      let creation = try #require(surface.operations.first { $0.isCreation })
      return try SurfaceFixture(surface, creation, in: fresh)
    }
  }

  func step() throws {
    let step: Step =
      switch Int.random(in: 0..<60, using: &random) {
      case 0..<35: .create
      case 35..<47: .delete
      case 47..<50: .put
      case 50..<53: .remove
      case 53: .reset
      case 54..<56: .save
      case 56..<58: .restore
      default: .restart
      }
    counts[step, default: 0] += 1
    if step == .restart { try restart() } else { try take(step) }
  }

  /// Numbers begin again, but the file has what is in use.
  private func restart() throws {
    // The old server has the file to itself.
    fixtures = []
    try start()
    for place in lives.keys { lives[place]?.last = 0 }
  }

  private func take(_ step: Step) throws {
    let index = Int.random(in: fixtures.indices, using: &random)
    let fixture = fixtures[index]
    let sandbox = Self.sandboxes.randomElement(using: &random) ?? "default"
    let place = Place(sandbox: sandbox, collection: fixture.surface.resource.id)
    switch step {
    case .create: try create(fixture, index, place)
    case .delete: try delete(fixture, index, place)
    case .put: try put(fixture, index, place)
    case .remove: try remove(fixture, place)
    case .reset:
      try fixture.fresh.emulator.sandboxes.reset(self.sandbox(sandbox, fixture))
      begin(in: sandbox) { _ in nil }
    case .save:
      try fixture.fresh.store.saveSnapshot("saved", of: fixture.fresh.store.sandbox(sandbox))
      for place in everyPlace(of: sandbox) { snapshots[place] = life(of: place).agents }
    case .restore:
      guard snapshots[place] != nil else { return }
      let isRestored = try fixture.fresh.emulator.sandboxes.restore(
        "saved", of: self.sandbox(sandbox, fixture))
      #expect(isRestored)
      begin(in: sandbox) { snapshots[$0] }
    case .restart: break
    }
  }

  func everyPlace(of sandbox: String) -> Set<Place> {
    Set(surfaces.map { Place(sandbox: sandbox, collection: $0.resource.id) })
  }

  func life(of place: Place) -> Life { lives[place] ?? begin(place, with: nil) }

  /// Begins the next life of every place of a sandbox.
  func begin(in sandbox: String, with agents: (Place) -> [String: Int]?) {
    for place in everyPlace(of: sandbox) { begin(place, with: agents(place)) }
  }

  /// - Parameter agents: Those of a snapshot; nil for the seeded ones.
  @discardableResult
  func begin(_ place: Place, with agents: [String: Int]?) -> Life {
    let seeded = fixtures.enumerated().filter { $0.element.surface.resource.id == place.collection }
      .map { (key: $0.element.agentID, value: $0.offset) }
    let agents = agents ?? Dictionary(seeded) { $1 }
    let life = Life(used: Set(agents.keys).union(seeded.map(\.key)), agents: agents)
    lives[place] = life
    return life
  }
}
