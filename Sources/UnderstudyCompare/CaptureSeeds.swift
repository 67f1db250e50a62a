import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// The agents and accounts of captures as seed files, with made-up credentials and without secrets.
package struct CaptureSeeds: Sendable {
  /// One seed file for each vendor of the captures: `voicebip.json`.
  package let files: [File]
  /// The number of agents in all files.
  package let agents: Int
  /// What was left out of an agent because seed files may not have it, as sentences.
  package let omissions: [String]

  package struct File: Sendable {
    package let name: String
    package let text: String
  }

  /// Reads the agents as the captures show them last.
  /// - Throws: the error of the capture, or of the store.
  package init(of capture: Comparer.ExchangeReader, _ options: Comparer.Options, registry: Registry = Registry())
    throws
  {
    // Seeded accounts are not in the files, so that every caller gets an account of its own.
    var options = options
    options.seeds = SeedSet()
    var replay = try Replay(registry, options, .none)
    try capture { _, exchange in replay.learn(exchange) }
    var agents = RecordedAgents()
    try capture { _, exchange in replay.collect(exchange, in: &agents) }
    var (files, omissions) = ([File](), [String]())
    for vendor in registry.vendors {
      var draft = Draft(vendor, replay.recordedRecords(of: vendor), agents)
      guard !draft.isEmpty else { continue }
      omissions += draft.removeErrors(registry)
      files.append(File(name: "\(vendor.id).json", text: draft.text))
    }
    self.files = files
    self.agents = agents.count
    self.omissions = omissions + [agents.omission].compactMap(\.self)
  }
}

/// The agents of a recording as it shows them last, in the order in which it shows them first.
struct RecordedAgents {
  private var records: [Key: Members] = [:]
  private var order: [Key] = []
  private var bytes = 0
  private var left = 0
  /// The most that the agents may take, in bytes.
  private static let maximumBytes = 64 << 20

  private struct Key: Hashable {
    let collection: String
    let id: String
  }

  var count: Int { records.count }

  /// What was left out because there are too many; nil if nothing was.
  var omission: String? {
    left == 0
      ? nil : "agents were shown \(left) more times, but all together may take \(Self.maximumBytes >> 20) MiB only"
  }

  subscript(collection: String, id: String) -> Members? {
    get { records[Key(collection: collection, id: id)] }
    set {
      let key = Key(collection: collection, id: id)
      let change = (newValue?.footprint ?? 0) - (records[key]?.footprint ?? 0)
      guard bytes + change <= Self.maximumBytes else {
        left += 1
        return
      }
      if records[key] == nil, newValue != nil { order.append(key) }
      records[key] = newValue
      bytes += change
    }
  }

  func records(of collection: String) -> [Members] {
    order.filter { $0.collection == collection }.uniqued.compactMap { records[$0] }
  }
}

/// A seed file before it is checked.
private struct Draft {
  private let vendor: Vendor
  private var lists: [(name: String, records: [Members])]

  init(_ vendor: Vendor, _ tables: [(table: SeedSet.TableID, record: Members)], _ agents: RecordedAgents) {
    self.vendor = vendor
    lists =
      vendor.tables.map { table in
        (table.name, tables.filter { $0.table.table == table.name }.map(\.record))
      }
      + vendor.resources.map { resource in
        (resource.seedName, agents.records(of: resource.id).map(resource.record.withoutSecrets))
      }
  }

  var isEmpty: Bool { lists.allSatisfy(\.records.isEmpty) }

  var text: String { document.prettyText }

  private var document: JSON {
    let lists = lists.filter { !$0.records.isEmpty }.map { list in
      (list.name, JSON.array(list.records.map(JSON.object)))
    }
    return [vendor.id: .object(lists.reduce(into: Members()) { $0[$1.0] = $1.1 })]
  }

  /// Removes what a seed file may not have, a member at a time, or a record if that does not help.
  /// - Returns: what was removed, as sentences.
  mutating func removeErrors(_ registry: Registry) -> [String] {
    var removed: [String] = []
    for _ in 0..<Self.mostPasses {
      let errors = errors(registry)
      guard !errors.isEmpty else { return removed }
      // From the end, so that the indices of records stay right.
      for error in errors.uniqued(by: \.pointer).reversed() where remove(at: error.pointer) {
        removed.append("\(error.pointer): \(error.message)")
      }
    }
    return removed
  }

  private static let mostPasses = 20

  private func errors(_ registry: Registry) -> [LocatedError] {
    do throws(SeedLoadingError) {
      _ = try SeedReader.read([.text(text, name: "recorded")], registry: registry)
      return []
    } catch {
      if case .invalid(let errors) = error { return errors }
      return []
    }
  }

  private mutating func remove(at pointer: String) -> Bool {
    guard let steps = Pointer(pointer)?.steps, steps.count >= 3, let index = Int(steps[2]),
      let list = lists.firstIndex(where: { $0.name == steps[1] }), lists[list].records.indices.contains(index)
    else { return false }
    let path = Array(steps[3...])
    if let record = path.isEmpty ? nil : lists[list].records[index].removing(path) {
      lists[list].records[index] = record
    } else {
      lists[list].records.remove(at: index)
    }
    return true
  }
}

extension Members {
  /// Returns the members without the one at a path; nil if there is none.
  fileprivate func removing(_ path: [String]) -> Members? {
    guard let name = path.first, let value = self[name] else { return nil }
    var members = self
    guard path.count > 1, let inner = value.members else {
      members[name] = nil
      return members
    }
    guard let rest = inner.removing(Array(path.dropFirst())) else { return nil }
    members[name] = .object(rest)
    return members
  }
}

extension Object {
  /// Returns a record with made-up tokens in place of secrets.
  fileprivate func withoutSecrets(_ record: Members) -> Members {
    record.reduce(into: Members()) { shown, member in
      shown[member.key] = self[member.key]?.value.withoutSecrets(member.value) ?? member.value
    }
  }
}

extension Value {
  fileprivate func withoutSecrets(_ value: JSON) -> JSON {
    if isSecret { return value.isNull ? value : .string(Format.tokenPrefix + String(repeating: "0", count: 64)) }
    switch (kind, value) {
    case (.object(let object), .object(let members)): return .object(object.withoutSecrets(members))
    case (.array(let element), .array(let elements)): return .array(elements.map(element.withoutSecrets))
    default: return value
    }
  }
}
