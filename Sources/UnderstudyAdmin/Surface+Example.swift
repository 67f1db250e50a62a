import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

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
