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
      "For each endpoint of an agent, an update with a seeded credential"
    ) { try $0.examples() },
    AdminRoute("PUT", "/agents/{collection}/{id}", "Store an agent", body: .agent) { try $0.putAgent() },
    AdminRoute("DELETE", "/agents/{collection}/{id}", "Remove an agent") { request in
      try request.store.put(nil, at: request.stored().key)
      return .done
    },
  ]
}

extension AdminBody {
  static let agent = AdminBody("Agent", "A complete record, as in a seed file; its id may be omitted")
}

extension AdminRequest {
  /// Returns all agents, or those of one collection, seeded agents included.
  fileprivate func agents() throws -> Reply {
    let collection = try parameters.first.map(knownCollection)
    let agents = try store.agents(in: sandbox.id, collection: collection?.id).map { agent -> JSON in
      ["collection": .string(agent.collection), "id": .string(agent.id), "record": .object(agent.record)]
    }
    return .json(["agents": .array(agents), "meta": ["total": .number(Number(agents.count))]])
  }

  /// Stores a record under the id of the path, checked as a seed is.
  fileprivate func putAgent() throws -> Reply {
    let collection = try knownCollection(parameter(0))
    let record = try collection.record(reading: body, id: parameter(1), startingAt: sandbox.clock.now)
    try store.put(record, at: key(in: collection))
    return .json(.object(record))
  }

  fileprivate func examples() throws -> Reply {
    let (key, record) = try stored()
    let seeds = emulator.seeded.seeds
    let examples = emulator.registry.surfaces.filter { $0.resource.id == key.collection }
      .compactMap { $0.example(of: record, id: key.id, seeds) }
    return .json(["examples": .array(examples)])
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
    let known = emulator.registry.vendors.flatMap(\.resources)
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

extension Surface {
  /// Returns an update of a text of the agent by a seeded account that has access; nil if none has.
  func example(of agent: Members, id: String, _ seeds: SeedSet) -> JSON? {
    guard let update, let token = token(for: agent, of: update, seeds), let place = credential.places.first else {
      return nil
    }
    return [
      "endpoint": .string(self.id), "method": .string(update.method),
      "path": .string(update.path.filled(with: id.asStep)),
      "headers": [place.headerName: .string(place.value(of: token)), "Content-Type": "application/json"],
      "body": .object(change(of: agent)),
    ]
  }

  private func token(for agent: Members, of update: Operation, _ seeds: SeedSet) -> String? {
    let accounts = seeds.records[SeedSet.TableID(vendor: vendor, table: credential.table)] ?? []
    return accounts.lazy.filter { update.admits($0, to: agent) }
      .compactMap { $0[self.credential.member] }.compactMap { $0.string ?? $0.array?.first?.string }.first
  }

  /// Returns the required fields, with the stored values if these may be sent, and one more text.
  private func change(of agent: Members) -> Members {
    var change = Members()
    for field in resource.record.updatableFields {
      guard let requirement = field.requirement, requirement.condition == nil else { continue }
      change[field.key] = field.sendable(agent[field.key])
    }
    if let field = resource.record.updatableFields.first(where: { $0.isFreeText && change[$0.key] == nil }) {
      let text = agent[field.key]?.string ?? Self.name
      let other = text.hasSuffix(Self.mark) ? String(text.dropLast(Self.mark.count)) : text + Self.mark
      change[field.key] = .string(field.hasRoom(for: other) ? other : Self.name)
    }
    return change
  }

  private static let name = "An agent"
  private static let mark = " (changed)"
}

extension Field {
  /// Returns the stored value if it may be sent, which is not so for every seeded one, or else one that may.
  fileprivate func sendable(_ stored: JSON?) -> JSON? {
    for check in value.checks {
      guard case .oneOf(let values) = check.assertion, let first = values.first else { continue }
      return stored?.string.map(values.contains) == true ? stored : .string(first)
    }
    return stored
  }

  fileprivate func hasRoom(for text: String) -> Bool {
    value.checks.allSatisfy { check in
      guard case .length(let length) = check.assertion else { return true }
      return length.contains(text.unicodeScalars.count)
    }
  }

  /// Whether any text is accepted.
  fileprivate var isFreeText: Bool {
    guard case .string = value.kind, case .accepted = updating else { return false }
    return !value.isSecret && applicability == nil
      && value.checks.allSatisfy {
        switch $0.assertion {
        case .notEmpty, .nonBlankNonNull, .length: true
        case .range, .oneOf, .format, .minimumCount, .maximumCount: false
        }
      }
  }
}
