import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// The accounts that stand in for the callers of a recording, with made-up credentials.
///
/// A recorded credential that is seeded is that account's. Any other gets an account of its own, which owns the agents that
/// the recording shows it. What the account may do besides is the most that the vendor's table allows, until the recording
/// shows otherwise: see ``variants(of:)``.
struct RecordedAccounts {
  /// One account, made for one recorded token of one place.
  struct Account {
    let vendor: Vendor
    let surface: Surface
    /// The member that holds the token.
    let member: String
    let token: String
    /// A second token of the account, as sent.
    var secondary: String?
    /// The members that say which agents are the account's, as far as the recording shows them.
    var owned: [String: JSON] = [:]
    /// The number of the combination of enumerated members; see ``RecordedAccounts/variants(of:)``.
    var variant = 0
    let number: Int
  }

  /// Identifies an account by its recorded token, or by none if the recorder removed it.
  struct Key: Hashable {
    let surface: String
    let token: String?
  }

  private let registry: Registry
  private let seeds: SeedSet
  private let seededTokens: Set<String>
  private var accounts: [Key: Account] = [:]
  /// The order in which accounts were made.
  private var order: [Key] = []
  /// Records that agents name, such as voices, by table and id.
  private var related: [SeedSet.TableID: [String: Members]] = [:]
  /// The made-up texts, by recorded token.
  private(set) var replacements: [String: String] = [:]
  /// Bounds the memory that a hostile capture takes.
  static let maximumAccounts = 1000
  private static let maximumRelated = 10_000

  init(_ registry: Registry, _ seeds: SeedSet) {
    self.registry = registry
    self.seeds = seeds
    seededTokens = registry.surfaces.reduce(into: []) { tokens, surface in
      let credential = surface.credential
      let records = seeds.records[SeedSet.TableID(vendor: surface.vendor, table: credential.table)] ?? []
      let members = credential.tokens.map(\.member) + [credential.secondary?.member].compactMap(\.self)
      for member in members { tokens.formUnion(records.flatMap { $0[member]?.tokens ?? [] }) }
    }
  }

  /// The seeds of the accounts, without agents.
  var seedSet: SeedSet {
    var result = seeds.withoutAgents
    for (table, record) in records { result.add(record, to: table) }
    return result
  }

  /// The records of all made accounts, and of what they and the agents name.
  var records: [(table: SeedSet.TableID, record: Members)] {
    let own = order.compactMap { accounts[$0] }.flatMap(records(of:))
    let named = related.sorted { $0.key.table < $1.key.table }.flatMap { table, records in
      records.sorted { $0.key < $1.key }.map { (table, $0.value) }
    }
    // Several credentials may be one account's.
    let all = Dictionary(grouping: (own + named).enumerated()) { _, entry in
      RecordID(table: entry.table, id: id(of: entry.record, in: entry.table))
    }
    return all.values.sorted { $0[0].offset < $1[0].offset }.map { same in
      (same[0].element.table, same.dropFirst().reduce(same[0].element.record) { $0.merging($1.element.record) })
    }
  }

  private struct RecordID: Hashable {
    let table: SeedSet.TableID
    let id: String
  }

  private func id(of record: Members, in table: SeedSet.TableID) -> String {
    let vendor = registry.vendors.first { $0.id == table.vendor }
    let identity = vendor?.tables.first { $0.name == table.table }?.identity ?? ""
    return record[identity]?.string ?? ""
  }
}

/// Learning from exchanges.
extension RecordedAccounts {
  /// Makes an account for the caller of an exchange, unless its credential is seeded or the vendor does not know it.
  /// - Returns: whether an account was made or changed.
  mutating func learn(_ request: Request, to surface: Surface, status: Int) -> Bool {
    guard Self.showsKnownCaller(status), let key = key(of: request, to: surface) else { return false }
    return make(key, of: request, to: surface)
  }

  /// Whether a status says that the vendor knows the caller. Others may come before the credential is looked at.
  private static func showsKnownCaller(_ status: Int) -> Bool {
    200..<300 ~= status || [400, 402, 404, 409, 422].contains(status)
  }

  /// Makes an account whatever the status says.
  mutating func assumeKnown(_ request: Request, to surface: Surface) -> Bool {
    key(of: request, to: surface).map { make($0, of: request, to: surface) } ?? false
  }

  private mutating func make(_ key: Key, of request: Request, to surface: Surface) -> Bool {
    if var account = accounts[key] {
      guard account.secondary == nil, let second = secondary(of: request, to: surface) else { return false }
      account.secondary = replacement(of: second, surface, "key")
      accounts[key] = account
      return true
    }
    guard accounts.count < Self.maximumAccounts,
      let vendor = registry.vendors.first(where: { $0.id == surface.vendor })
    else { return false }
    let member = sent(in: request, to: surface)?.member ?? surface.credential.tokens.first?.member ?? ""
    let number = accounts.count + 1
    let token =
      key.token.map { replacement(of: $0, surface, "credential") } ?? "\(surface.vendor)-recorded-\(number)"
    accounts[key] = Account(
      vendor: vendor, surface: surface, member: member, token: token,
      secondary: secondary(of: request, to: surface).map { replacement(of: $0, surface, "key") }, number: number)
    order.append(key)
    return true
  }

  /// Makes the owner of an agent the caller's, as far as it is not known what the caller owns.
  /// - Returns: whether the account was changed.
  mutating func own(_ agent: Members, callerOf request: Request, to surface: Surface) -> Bool {
    key(of: request, to: surface).map { own(agent, $0, surface) } ?? false
  }

  private mutating func own(_ agent: Members, _ key: Key, _ surface: Surface) -> Bool {
    guard var account = accounts[key] else { return false }
    var isChanged = false
    for link in surface.ownership where account.owned[link.account] == nil && link.account != account.member {
      guard case .string(let owner)? = agent[link.agent] else { continue }
      account.owned[link.account] = .string(owner)
      isChanged = true
    }
    accounts[key] = account
    return isChanged
  }

  /// Learns the records that agents name, such as voices.
  /// - Returns: whether one of them was unknown.
  mutating func learn(_ records: [(table: ReferenceTable, record: Members)], of surface: Surface) -> Bool {
    records.reduce(false) { isNew, entry in
      guard let id = entry.record[entry.table.identity]?.string else { return isNew }
      let name = SeedSet.TableID(vendor: surface.vendor, table: entry.table.name)
      guard related[name, default: [:]][id] == nil, related[name, default: [:]].count < Self.maximumRelated else {
        return isNew
      }
      related[name, default: [:]][id] = entry.record
      return true
    }
  }

  private mutating func replacement(of token: String, _ surface: Surface, _ kind: String) -> String {
    if let known = replacements[token] { return known }
    let text = "\(surface.vendor)-recorded-\(kind)-\(replacements.count + 1)"
    replacements[token] = text
    return text
  }
}

/// Using accounts in requests.
extension RecordedAccounts {
  /// Returns a request with the credential of the account that stands in for its caller.
  /// - Parameter status: the recorded status. If it refuses the credential, the request keeps an unknown one.
  func credentialed(_ request: Request, to surface: Surface, status: Int) -> Request {
    status == 401 ? stranger(request, to: surface) : known(request, to: surface)
  }

  /// Returns a request with an unknown credential in place of one that is not seeded.
  func stranger(_ request: Request, to surface: Surface) -> Request {
    guard key(of: request, to: surface) != nil, let sent = sent(in: request, to: surface) else { return request }
    var request = request
    request.fields[.of(sent.place)] = sent.place.value(of: "\(surface.vendor)-recorded-unknown")
    return hidingSecondary(of: request, to: surface)
  }

  /// Returns a request without a second token that is not seeded.
  private func hidingSecondary(of request: Request, to surface: Surface) -> Request {
    guard let second = surface.credential.secondary, secondary(of: request, to: surface) != nil else {
      return request
    }
    var request = request
    request.fields[.of(second.place)] = second.place.value(of: "\(surface.vendor)-recorded-unknown")
    return request
  }

  private func known(_ request: Request, to surface: Surface) -> Request {
    guard let key = key(of: request, to: surface) else { return hidingSecondary(of: request, to: surface) }
    guard let account = accounts[key] else { return stranger(request, to: surface) }
    guard let place = sent(in: request, to: surface)?.place ?? surface.credential.places.first else {
      return request
    }
    var request = request
    request.fields[.of(place)] = place.value(of: account.token)
    guard let second = surface.credential.secondary else { return request }
    if let token = account.secondary { request.fields[.of(second.place)] = second.place.value(of: token) }
    return request
  }

  /// The account of a request's caller; nil if it is seeded or unknown.
  func account(of request: Request, to surface: Surface) -> Account? {
    key(of: request, to: surface).flatMap { accounts[$0] }
  }

  /// Returns the record of a request's caller; nil if it is unknown.
  func record(ofCaller request: Request, to surface: Surface) -> Members? {
    if let account = account(of: request, to: surface) { return records(of: account).first?.record }
    guard let sent = sent(in: request, to: surface) else { return nil }
    let table = SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)
    return seeds.records[table]?.first { $0[sent.member]?.tokens.contains(sent.token) ?? false }
  }

  /// The number of combinations of members that say what the account may do.
  func variants(of request: Request, to surface: Surface) -> Int {
    guard let account = account(of: request, to: surface) else { return 0 }
    return account.choices.reduce(1) { min($0 * $1.values.count, Self.maximumVariants) }
  }

  /// Chooses a combination of members that say what the account may do.
  mutating func use(variant: Int, of request: Request, to surface: Surface) {
    guard let key = key(of: request, to: surface) else { return }
    accounts[key]?.variant = variant
  }

  private static let maximumVariants = 32

  /// Nil if the credential is a seeded one.
  private func key(of request: Request, to surface: Surface) -> Key? {
    guard let token = sent(in: request, to: surface)?.token else { return Key(surface: surface.id, token: nil) }
    let plain = token.split(separator: "~", maxSplits: 1).first.map(String.init) ?? token
    return seededTokens.contains(token) || seededTokens.contains(plain)
      ? nil : Key(surface: surface.id, token: token)
  }

  private func sent(
    in request: Request, to surface: Surface
  ) -> (place: Credential.Place, member: String, token: String)? {
    surface.credential.tokens.lazy.compactMap { place, member in
      request.fields.value(of: .of(place)).flatMap(place.token).map { (place, member, $0) }
    }.first
  }

  private func secondary(of request: Request, to surface: Surface) -> String? {
    guard let secondary = surface.credential.secondary,
      let token = request.fields.value(of: .of(secondary.place)).flatMap(secondary.place.token)
    else { return nil }
    return seededTokens.contains(token) ? nil : token
  }
}

/// The records of an account.
extension RecordedAccounts {
  private func records(of account: Account) -> [(table: SeedSet.TableID, record: Members)] {
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
  fileprivate var choices: [(name: String, values: [String])] {
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
  fileprivate func merging(_ other: Members) -> Members {
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
