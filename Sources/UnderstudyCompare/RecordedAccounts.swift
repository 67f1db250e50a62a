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
    /// The number of the account, in the order in which they were made.
    let number: Int
  }

  /// Identifies an account by its recorded token, or by none if the recorder removed it.
  struct Key: Hashable {
    let surface: String
    let token: String?
  }

  private let registry: Registry
  let seeds: SeedSet
  let seededTokens: Set<String>
  var accounts: [Key: Account] = [:]
  /// Records that agents name, such as voices, by table and id.
  private var related: [SeedSet.TableID: [String: Members]] = [:]
  private(set) var tokens = RecordedTokens()
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
    let own = accounts.values.sorted { $0.number < $1.number }.flatMap(records(of:))
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
    tokens.replacement(of: token) { "\(surface.vendor)-recorded-\(kind)-\($0)" }
  }
}
