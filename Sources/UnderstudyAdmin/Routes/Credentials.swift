import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let credentials = [
    AdminRoute(
      "GET", "/credentials", "The seeded credentials: header, member, role, and the agents that each may update"
    ) { try $0.credentials() }
  ]
}

extension AdminRequest {
  /// The most credentials that are listed, and the most agents that each is tried on.
  private static let maximum = (credentials: 500, agents: 1000, named: 20)

  fileprivate func credentials() throws -> Reply {
    let agents = try Dictionary(grouping: store.agents(in: sandbox.id), by: \.collection)
    let (registry, seeds) = (emulator.registry, emulator.seeded.seeds)
    let found = registry.surfaces.flatMap { SeededCredential.all(of: $0, registry.vendors, seeds) }
    let groups = found.grouped { [$0.surface.vendor, $0.place.headerName, $0.token] }
    let list = groups.prefix(Self.maximum.credentials).compactMap { group -> JSON? in
      guard let first = group.first else { return nil }
      let relations = first.surface.update.map { AccountRelations(of: $0, identity: first.identity) }
      var document: Members = [
        "vendor": .string(first.surface.vendor), "endpoints": .array(group.map { .string($0.surface.id) }),
      ]
      for member in first.document(relations) { document[member.name] = member.value }
      document["agents"] = .object(reach(of: group, agents))
      return .object(document)
    }
    return .json(["credentials": .array(list), "meta": ["total": .number(Number(groups.count))]])
  }

  /// Returns the agents that one of the credentials admits to an update, by the rules about access.
  private func reach(of credentials: [SeededCredential], _ agents: [String: [StoredAgent]]) -> Members {
    let surfaces = credentials.uniqued(by: \.surface.resource.id)
    let tried = surfaces.flatMap { credential in
      (agents[credential.surface.resource.id] ?? []).prefix(Self.maximum.agents).map { (credential, $0) }
    }
    let admitted = tried.filter { credential, agent in
      credential.surface.update?.admits(credential.account, to: agent.record) ?? false
    }
    let named = admitted.prefix(Self.maximum.named).map { credential, agent -> JSON in
      let name = agent.record[credential.surface.resource.nameMember]
      return ["collection": .string(agent.collection), "id": .string(agent.id), "name": name ?? .null]
    }
    return [
      "total": .number(Number(admitted.count)), "of": .number(Number(tried.count)), "first": .array(named),
    ]
  }
}

extension Array {
  /// The elements with the same key together, in the order of the first of each.
  fileprivate func grouped<Key: Hashable>(by key: (Element) -> Key) -> [[Element]] {
    var (groups, places): ([[Element]], [Key: Int]) = ([], [:])
    for element in self {
      if let place = places[key(element)] {
        groups[place].append(element)
      } else {
        places[key(element)] = groups.count
        groups.append([element])
      }
    }
    return groups
  }
}
