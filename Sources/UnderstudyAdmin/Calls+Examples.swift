import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension AdminRequest {
  /// `GET /agents/{collection}/{id}/examples`: for each endpoint of the agent, an update that it accepts.
  func examples() throws(AdminError) -> Response {
    let (key, record) = try stored()
    let seeds = emulator.seeded.seeds
    let examples = emulator.registry.surfaces.filter { $0.resource.id == key.collection }
      .compactMap { $0.example(of: record, id: key.id, seeds) }
    return Response(status: 200, json: ["examples": .array(examples)])
  }
}

extension Surface {
  /// An update that renames the agent, sent by a seeded account that may; nil where nobody may.
  fileprivate func example(of agent: Members, id: String, _ seeds: SeedSet) -> JSON? {
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

  /// What every update must send, as it is stored where that may be sent, and one more text.
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
  /// Seeds may hold what no update may send.
  fileprivate func sendable(_ stored: JSON?) -> JSON? {
    for check in value.checks {
      guard case .oneOf(let values) = check.demand, let first = values.first else { continue }
      return stored?.string.map(values.contains) == true ? stored : .string(first)
    }
    return stored
  }

  fileprivate func hasRoom(for text: String) -> Bool {
    value.checks.allSatisfy { check in
      guard case .length(let length) = check.demand else { return true }
      return length.contains(text.unicodeScalars.count)
    }
  }

  /// A text that can be any.
  fileprivate var isFreeText: Bool {
    guard case .string = value.kind, case .accepted = updating else { return false }
    return !value.isSecret && applicability == nil
      && value.checks.allSatisfy {
        switch $0.demand {
        case .notEmpty, .nonBlankNonNull, .length: true
        case .range, .oneOf, .format, .minimumCount, .maximumCount: false
        }
      }
  }
}
