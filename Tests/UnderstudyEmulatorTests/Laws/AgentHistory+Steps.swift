import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// The steps on agents, each with what the model expects of it.
extension AgentHistory {
  func create(_ fixture: SurfaceFixture, _ index: Int, _ place: Place) throws {
    let before = try ids(fixture, place)
    let body = try SurfaceOperation(surface: fixture.surface, operation: fixture.operation).acceptedBody
    let answer = send(fixture.request(fixture.operation, body), fixture, place)
    #expect(answer.status == fixture.operation.success.status, "\(answer.text)")
    let new = try ids(fixture, place).subtracting(before)
    #expect(new.count == 1)
    let id = try #require(new.first)

    var (life, ids) = (life(of: place), known[place] ?? [])
    var number = life.last + 1
    while number <= ids.count, life.used.contains(ids[number - 1]) { number += 1 }
    #expect(!life.used.contains(id), "\(id) in \(place) came twice")
    #expect(places[id] ?? place == place, "\(id) is in two places")
    if number <= ids.count {
      #expect(ids[number - 1] == id, "in \(place)")
      returned += 1
    } else {
      #expect(!ids.contains(id), "in \(place)")
      ids.append(id)
    }
    life.last = number
    life.used.insert(id)
    life.agents[id] = index
    (known[place], lives[place], places[id]) = (ids, life, place)
  }

  /// Deletes or archives an agent. An archived one stays.
  func delete(_ fixture: SurfaceFixture, _ index: Int, _ place: Place) throws {
    let own = life(of: place).agents.filter { $0.value == index }.keys.sorted()
    guard let id = own.randomElement(using: &random) else { return }
    let operation = try #require(fixture.surface.operations.first { $0.isDeletion })
    let answer = send(fixture.deletion(operation, of: id), fixture, place)
    #expect(answer.status == operation.success.status, "\(id): \(answer.text)")
    if !operation.isArchiving { lives[place]?.agents[id] = nil }
  }

  /// Stores an agent as the control plane does, under an id that a creation would get later.
  func put(_ fixture: SurfaceFixture, _ index: Int, _ place: Place) throws {
    let life = life(of: place)
    guard let id = (known[place] ?? []).filter({ !life.used.contains($0) }).randomElement(using: &random),
      let other = life.agents.filter({ $0.value == index }).keys.min()
    else { return }
    var record = try #require(try fixture.fresh.store.agent(key(other, fixture, place)))
    record[fixture.surface.resource.identity] = .string(id)
    try fixture.fresh.store.put(record, at: key(id, fixture, place))
    lives[place]?.used.insert(id)
    lives[place]?.agents[id] = index
  }

  func remove(_ fixture: SurfaceFixture, _ place: Place) throws {
    guard let id = life(of: place).agents.keys.sorted().randomElement(using: &random) else { return }
    try fixture.fresh.store.put(nil, at: key(id, fixture, place))
    lives[place]?.agents[id] = nil
  }

  private func send(_ request: Request, _ fixture: SurfaceFixture, _ place: Place) -> ReceivedAnswer {
    var request = request
    request.target = "/sandbox/\(place.sandbox)/\(fixture.surface.vendor)\(request.target)"
    return fixture.answer(to: request)
  }

  private func key(_ id: String, _ fixture: SurfaceFixture, _ place: Place) -> AgentKey {
    AgentKey(sandbox: fixture.fresh.store.sandbox(place.sandbox), collection: place.collection, id: id)
  }

  private func ids(_ fixture: SurfaceFixture, _ place: Place) throws -> Set<String> {
    let store = fixture.fresh.store
    return Set(try store.agents(in: store.sandbox(place.sandbox), collection: place.collection).map(\.id))
  }

  func sandbox(_ name: String, _ fixture: SurfaceFixture) throws -> Sandbox {
    fixture.fresh.emulator.sandboxes[try SandboxName(name)]
  }
}
