import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let agents = [
    AdminRoute("GET", "/agents", "The stored agents") { try $0.agents() },
    AdminRoute("GET", "/agents/{collection}", "The stored agents of a collection") { try $0.agents() },
    AdminRoute("GET", "/agents/{collection}/{id}", "One stored agent") { .json(.object(try $0.stored().record)) },
    AdminRoute(
      "GET", "/agents/{collection}/{id}/examples",
      "For each endpoint of an agent, an update that is accepted, or why there is none"
    ) { try $0.examples() },
    AdminRoute("GET", "/agents/{collection}/{id}/seed", "The seed of an agent, also of one that was deleted") {
      try $0.seed()
    },
    AdminRoute("PUT", "/agents/{collection}/{id}", "Store an agent", body: .agent, changing: .sandbox) {
      try $0.putAgent()
    },
    AdminRoute("DELETE", "/agents/{collection}/{id}", "Remove an agent", changing: .sandbox) {
      try $0.removeAgent()
    },
    AdminRoute(
      "POST", "/agents/{collection}/{id}/reset", "Make an agent its seed again, also one that was deleted",
      changing: .sandbox
    ) { try $0.resetAgent() },
  ]
}

extension AdminBody {
  static let agent = AdminBody("Agent", "A complete record, as in a seed file; its id may be omitted")
}

extension AdminRequest {
  /// Returns all agents, or those of one collection, seeded agents included.
  fileprivate func agents() throws -> Reply {
    let collection = try parameters.first.map(knownCollection)
    let seeds = try seeds(of: collection?.id)
    let agents = try store.agents(in: sandbox.id, collection: collection?.id).map { agent -> JSON in
      let seed = seeds[.seed(agent.id, of: agent.collection)]
      return [
        "collection": .string(agent.collection), "id": .string(agent.id), "record": .object(agent.record),
        "state": seed.map { $0 == agent.record ? "seed" : "changed" } ?? "created",
      ]
    }
    return .json(["agents": .array(agents), "meta": ["total": .number(Number(agents.count))]])
  }

  private func seeds(of collection: String?) throws -> [AgentKey: Members] {
    var seeds: [AgentKey: Members] = [:]
    try store.forEachSeed { key, record in
      if collection == nil || key.collection == collection { seeds[key] = record }
    }
    return seeds
  }

  fileprivate func seed() throws -> Reply {
    let collection = try knownCollection(parameter(0))
    if let seed = try store.seedRecord(of: key(in: collection)) { return .json(.object(seed)) }
    throw AdminError.notFound("seed of an agent", parameter(1), hint: "an agent that was created has none")
  }

  /// Stores a record under the id of the path, checked as a seed is.
  fileprivate func putAgent() throws -> Reply {
    let collection = try knownCollection(parameter(0))
    let record = try collection.record(reading: body, id: parameter(1), startingAt: sandbox.clock.now)
    let key = key(in: collection)
    let before = try? store.agent(key)
    try store.put(record, at: key)
    emulator.sandboxes.edits.add(.edited, in: sandbox, (key.collection, key.id), before: before, after: record)
    return .json(.object(record))
  }

  fileprivate func removeAgent() throws -> Reply {
    let (key, record) = try stored()
    try store.put(nil, at: key)
    emulator.sandboxes.edits.add(.edited, in: sandbox, (key.collection, key.id), before: record, after: nil)
    return .done
  }

  fileprivate func resetAgent() throws -> Reply {
    let collection = try knownCollection(parameter(0))
    let key = key(in: collection)
    let before = try? store.agent(key)
    guard let seed = try store.restoreSeed(of: key) else {
      throw AdminError.notFound(
        "seed of an agent", parameter(1),
        hint: "only agents of the seeds can be reset; DELETE removes one that was created")
    }
    emulator.sandboxes.edits.add(.restored, in: sandbox, (key.collection, key.id), before: before, after: seed)
    return .json(.object(seed))
  }

  fileprivate func examples() throws -> Reply {
    let (key, record) = try stored()
    let found = emulator.registry.surfaces.filter { $0.resource.id == key.collection }.compactMap { surface in
      surface.update.map { update in
        ExampleUpdate(of: record, id: key.id, at: surface, update, emulator.seeded.seeds).tried { request in
          emulator.preview(request, in: sandbox)
        }
      }
    }
    return .json([
      "examples": .array(found.compactMap { if case .accepted(let json) = $0 { json } else { nil } }),
      "unavailable": .array(found.compactMap { if case .unavailable(let json) = $0 { json } else { nil } }),
    ])
  }

  private func key(in collection: Resource) -> AgentKey {
    AgentKey(sandbox: sandbox.id, collection: collection.id, id: collection.canonicalID(parameter(1)))
  }

  /// Returns the agent that the path names.
  fileprivate func stored() throws -> (key: AgentKey, record: Members) {
    let collection = try knownCollection(parameter(0))
    let key = key(in: collection)
    if let record = try store.agent(key) { return (key, record) }
    throw AdminError.notFound(
      "agent", parameter(1), hint: "GET \(ControlPlane.prefix)/agents/\(collection.id) lists the collection")
  }

  @discardableResult
  func knownCollection(_ id: String) throws -> Resource {
    let known = emulator.registry.collections
    if let collection = known.first(where: { $0.id == id }) { return collection }
    throw AdminError.notFound("collection", id, hint: "known: \(known.map(\.id).joined(separator: ", "))")
  }
}

extension Resource {
  /// Reads a record as from a seed file. If it has no id, it gets that of the path.
  /// - Parameter start: The default of times.
  fileprivate func record(reading json: JSON, id: String, startingAt start: Timestamp) throws -> Members {
    guard var given = json.members else {
      throw DocumentErrors([.init(pointer: "", detail: "an agent must be an object, but this is \(json.kind)")])
    }
    given[identity] = given[identity] ?? .string(id)
    var errors = record.errors(in: given).map { (pointer: $0.path.pointer, detail: $0.message) }
    if let own = given[identity]?.string, canonicalID(own) != canonicalID(id) {
      errors.append(("/\(identity)", "`\(identity)` must be the id of the path, or be omitted"))
    }
    guard errors.isEmpty else {
      throw DocumentErrors(
        errors.map { .init(pointer: $0.pointer, title: "Not a record of \(self.id)", detail: $0.detail) })
    }
    return record.completing(given, startingAt: start)
  }
}
