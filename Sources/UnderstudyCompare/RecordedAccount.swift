import HTTPTypes
import UnderstudyJSON
import UnderstudyVendors

/// The records of an account.
extension RecordedAccounts {
  func records(of account: Account) -> [(table: SeedSet.TableID, record: Members)] {
    guard let table = account.vendor.tables.first(where: { $0.name == account.surface.credential.table }) else {
      return []
    }
    let chosen = account.choice
    var record = Members()
    for field in table.record.fields {
      record[field.key] = account.value(of: field, in: table, choosing: chosen)
    }
    let name = SeedSet.TableID(vendor: account.vendor.id, table: table.name)
    return [(name, record)] + account.namedRecords(by: record, of: table)
  }
}

extension RecordedAccounts.Account {
  /// The enumerated members of the account's record that it must have, with their values.
  var choices: [(name: String, values: [String])] {
    let table = vendor.tables.first { $0.name == surface.credential.table }
    return (table?.record.fields ?? []).compactMap { field in
      guard case .required = field.seeding else { return nil }
      return field.value.listedValues.map { (field.name, $0) }
    }
  }

  /// The values of the enumerated members in the account's variant.
  fileprivate var choice: [String: String] {
    var rest = variant
    return choices.reduce(into: [:]) { chosen, choice in
      chosen[choice.name] = choice.values[rest % choice.values.count]
      rest /= choice.values.count
    }
  }

  /// The value of a field of the account's record; nil if it has none.
  fileprivate func value(of field: Field, in table: ReferenceTable, choosing chosen: [String: String]) -> JSON? {
    if field.name == member { return field.value.holding(token) }
    if let second = surface.credential.secondary, field.name == second.member {
      return secondary.map(field.value.holding)
    }
    if let owned = owned[field.name] { return owned }
    if let value = chosen[field.name] { return .string(value) }
    guard case .required = field.seeding else { return nil }
    let isLink = surface.ownership.contains { $0.account == field.name }
    return .string(isLink || field.name == table.identity ? "\(vendor.id)-recorded-\(number)" : "recorded")
  }

  /// The records of other tables that the account's record names.
  fileprivate func namedRecords(
    by record: Members, of table: ReferenceTable
  ) -> [(table: SeedSet.TableID, record: Members)] {
    table.record.fields.compactMap { field in
      guard let reference = field.reference, let id = record[field.key],
        let named = vendor.tables.first(where: { $0.name == reference.table })
      else { return nil }
      return (SeedSet.TableID(vendor: vendor.id, table: named.name), [reference.member ?? named.identity: id])
    }
  }
}

extension Members {
  /// Returns the record with the elements of another's arrays, such as tokens, and with its members that this one lacks.
  func merging(_ other: Members) -> Members {
    other.reduce(into: self) { merged, member in
      switch (merged[member.key], member.value) {
      case (.array(let elements)?, .array(let others)):
        merged[member.key] = .array(elements + others.filter { !elements.contains($0) })
      case (nil, let value): merged[member.key] = value
      default: break
      }
    }
  }
}

extension Value {
  /// The values of an enumeration; nil for other values.
  fileprivate var listedValues: [String]? {
    checks.lazy.compactMap { if case .oneOf(let values) = $0.assertion { values } else { nil } }.first
  }

  /// Returns a token as the value holds it: alone, or in an array.
  fileprivate func holding(_ token: String) -> JSON {
    if case .array = kind { [.string(token)] } else { .string(token) }
  }
}

extension Surface {
  /// The members of agents that must be equal to members of the caller's account.
  var ownership: [(agent: String, account: String)] {
    let guards = operations.flatMap { $0.guards + $0.visibility }
    return guards.compactMap(\.predicate).flatMap(\.ownership).uniqued { "\($0.agent) \($0.account)" }
  }
}

extension Predicate {
  /// The equalities of agents' and accounts' members that the predicate requires whatever else holds.
  fileprivate var ownership: [(agent: String, account: String)] {
    switch self {
    case .equals(.stored(let agent), .caller(let account)), .equals(.merged(let agent), .caller(let account)):
      [(agent.text, account.text)]
    case .all(let predicates): predicates.flatMap(\.ownership)
    default: []
    }
  }
}

extension HTTPField.Name {
  /// The header field of a credential's place.
  static func of(_ place: Credential.Place) -> HTTPField.Name { HTTPField.Name(place.headerName) ?? .authorization }
}
