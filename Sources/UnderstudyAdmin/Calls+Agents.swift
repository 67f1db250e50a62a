import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRequest {
  /// All agents, or those of one collection: its own of this sandbox, and the seeds that they do not hide.
  func agents() throws(AdminError) -> Response {
    let collection = parameters.first
    if let collection { try check(collection) }
    let agents = try storing { () throws(StoreError) in
      try store.agents(in: sandbox.id, collection: collection)
    }
    return Response(
      status: 200,
      json: [
        "agents": .array(
          agents.map { agent in
            [
              "collection": .string(agent.collection), "id": .string(agent.id), "record": .object(agent.record),
            ]
          }), "meta": ["total": .number(Number(agents.count))],
      ])
  }

  /// The record as it is stored.
  func agent() throws(AdminError) -> Response {
    Response(status: 200, json: .object(try stored().record))
  }

  /// Stores a record as it is, checked as a seed is, under the id of the path.
  func putAgent() throws(AdminError) -> Response {
    let collection = try check(parameter(0))
    let record = try body { json throws(DocumentErrors) in try collection.record(reading: json, id: parameter(1)) }
    let key = AgentKey(sandbox: sandbox.id, collection: collection.id, id: collection.canonicalID(parameter(1)))
    try storing { () throws(StoreError) in try store.put(record, at: key) }
    return Response(status: 200, json: .object(record))
  }

  func removeAgent() throws(AdminError) -> Response {
    let key = try stored().key
    try storing { () throws(StoreError) in try store.put(nil, at: key) }
    return .done
  }

  func stored() throws(AdminError) -> (key: AgentKey, record: Members) {
    let collection = try check(parameter(0))
    let key = AgentKey(sandbox: sandbox.id, collection: collection.id, id: collection.canonicalID(parameter(1)))
    guard let record = try storing({ () throws(StoreError) in try store.agent(key) }) else {
      throw .unknown(
        "agent", parameter(1), hint: "GET \(ControlPlane.prefix)/agents/\(collection.id) lists the collection's")
    }
    return (key, record)
  }

  @discardableResult
  private func check(_ id: String) throws(AdminError) -> Resource {
    let known = emulator.registry.surfaces.map(\.resource)
    guard let collection = known.first(where: { $0.id == id }) else {
      let names = known.map(\.id).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      throw .unknown("collection", id, hint: "known: \(names.joined(separator: ", "))")
    }
    return collection
  }

  /// `GET /changes`: what accepted updates did, the latest first; `collection`, `id`, `limit`.
  func changes() throws(AdminError) -> Response {
    let (collection, id) = (query("collection"), query("id"))
    if let collection { try check(collection) }
    let found = journal.changes(of: sandbox.generation).reversed().filter { entry in
      (collection.map { $0 == entry.surface?.resource.id } ?? true)
        && (id.map { entry.surface?.resource.canonicalID($0) == entry.agentID } ?? true)
    }
    let shown = found.prefix(try count("limit") ?? .max)
    return Response(
      status: 200,
      json: [
        "changes": .array(shown.map(change)),
        "meta": [
          "total": .number(Number(found.count)),
          "evicted": .number(Number(journal.evictions(of: sandbox.generation))),
        ],
      ])
  }

  private func change(_ entry: JournalEntry) -> JSON {
    let change = entry.change
    return [
      "requestId": .string(entry.id),
      "time": .string(entry.time.text),
      "endpoint": entry.surface.map { .string($0.id) } ?? .null,
      "collection": entry.surface.map { .string($0.resource.id) } ?? .null,
      "id": entry.agentID.map(JSON.string) ?? .null,
      "patch": .array(change.map { JSON.patch(from: $0.before, to: $0.after).map(\.json) } ?? []),
      "ignored": .array(entry.warnings.map { .string($0.path.pointer) }),
      "warnings": .array(entry.warnings.map { .string($0.message) }),
    ]
  }

  /// `GET /export`: the sandbox's agents and the seeded accounts, as one seed file.
  func export() throws(AdminError) -> Response {
    let agents = try storing { () throws(StoreError) in try store.agents(in: sandbox.id) }
    return Response(
      status: 200,
      json: emulator.seeded.seeds.document(
        with: agents.map { ($0.collection, $0.record) }, of: emulator.registry.vendors))
  }
}

extension Resource {
  /// A record as a seed file would give it; its id may be left to the path.
  fileprivate func record(reading json: JSON, id: String) throws(DocumentErrors) -> Members {
    guard var given = json.members else {
      throw DocumentErrors([.init(pointer: "", detail: "an agent must be an object, but this is \(json.kind)")])
    }
    given[identity] = given[identity] ?? .string(id)
    var mistakes = record.errors(in: given).map { mistake in
      DocumentErrors.DocumentError(
        pointer: mistake.path.pointer, title: "Not a record of \(self.id)", detail: mistake.message)
    }
    if let own = given[identity]?.string, canonicalID(own) != canonicalID(id) {
      let detail = "`\(identity)` must be that of the path, or be left out"
      mistakes.append(.init(pointer: "/\(identity)", title: "Not a record of \(self.id)", detail: detail))
    }
    guard mistakes.isEmpty else { throw DocumentErrors(mistakes) }
    return record.completing(given)
  }
}
