import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let agents = [
    AdminRoute("GET", "/agents", "The stored agents", AdminRequest.agents),
    AdminRoute("GET", "/agents/{collection}", "The stored agents of a collection", AdminRequest.agents),
    AdminRoute("GET", "/agents/{collection}/{id}", "One stored agent", AdminRequest.agent),
    AdminRoute(
      "GET", "/agents/{collection}/{id}/examples",
      "For each endpoint of an agent, an update with a seeded credential", AdminRequest.examples),
    AdminRoute("PUT", "/agents/{collection}/{id}", "Store an agent", body: .agent, AdminRequest.putAgent),
    AdminRoute("DELETE", "/agents/{collection}/{id}", "Remove an agent", AdminRequest.removeAgent),
  ]
}

extension AdminBody {
  static let agent = AdminBody("Agent", "A complete record, as in a seed file; its id may be omitted")
}

extension AdminRequest {
  /// Returns all agents, or those of one collection, seeded agents included.
  fileprivate func agents() throws(AdminError) -> Response {
    let collection = parameters.first
    if let collection { try knownCollection(collection) }
    let agents = try storing { () throws(StoreError) in
      try store.agents(in: sandbox.id, collection: collection)
    }
    let list = agents.map { agent -> JSON in
      ["collection": .string(agent.collection), "id": .string(agent.id), "record": .object(agent.record)]
    }
    return Response(
      status: 200, json: ["agents": .array(list), "meta": ["total": .number(Number(agents.count))]])
  }

  fileprivate func agent() throws(AdminError) -> Response {
    Response(status: 200, json: .object(try stored().record))
  }

  /// Stores a record under the id of the path, checked as a seed is.
  fileprivate func putAgent() throws(AdminError) -> Response {
    let collection = try knownCollection(parameter(0))
    let record = try body { json throws(DocumentErrors) in try collection.record(reading: json, id: parameter(1)) }
    let key = key(in: collection)
    try storing { () throws(StoreError) in try store.put(record, at: key) }
    return Response(status: 200, json: .object(record))
  }

  fileprivate func removeAgent() throws(AdminError) -> Response {
    let key = try stored().key
    try storing { () throws(StoreError) in try store.put(nil, at: key) }
    return .done
  }

  fileprivate func examples() throws(AdminError) -> Response {
    let (key, record) = try stored()
    let seeds = emulator.seeded.seeds
    let examples = emulator.registry.surfaces.filter { $0.resource.id == key.collection }
      .compactMap { $0.example(of: record, id: key.id, seeds) }
    return Response(status: 200, json: ["examples": .array(examples)])
  }

  private func key(in collection: Resource) -> AgentKey {
    AgentKey(sandbox: sandbox.id, collection: collection.id, id: collection.canonicalID(parameter(1)))
  }

  /// Returns the agent that the path names.
  private func stored() throws(AdminError) -> (key: AgentKey, record: Members) {
    let collection = try knownCollection(parameter(0))
    let key = key(in: collection)
    guard let record = try storing({ () throws(StoreError) in try store.agent(key) }) else {
      throw .notFound(
        "agent", parameter(1), hint: "GET \(ControlPlane.prefix)/agents/\(collection.id) lists the collection")
    }
    return (key, record)
  }

  @discardableResult
  func knownCollection(_ id: String) throws(AdminError) -> Resource {
    let known = emulator.registry.surfaces.map(\.resource)
    guard let collection = known.first(where: { $0.id == id }) else {
      let names = known.map(\.id).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      throw .notFound("collection", id, hint: "known: \(names.joined(separator: ", "))")
    }
    return collection
  }
}

extension Resource {
  /// Reads a record as from a seed file. If it has no id, it gets that of the path.
  fileprivate func record(reading json: JSON, id: String) throws(DocumentErrors) -> Members {
    guard var given = json.members else {
      throw DocumentErrors([.init(pointer: "", detail: "an agent must be an object, but this is \(json.kind)")])
    }
    given[identity] = given[identity] ?? .string(id)
    var errors = record.errors(in: given).map { error in
      DocumentError(
        pointer: error.path.pointer, title: "Not a record of \(self.id)", detail: error.message)
    }
    if let own = given[identity]?.string, canonicalID(own) != canonicalID(id) {
      let detail = "`\(identity)` must be the id of the path, or be omitted"
      errors.append(.init(pointer: "/\(identity)", title: "Not a record of \(self.id)", detail: detail))
    }
    guard errors.isEmpty else { throw DocumentErrors(errors) }
    return record.completing(given)
  }
}
