import UnderstudyJSON

/// One record of a seed file, complete with its defaults.
struct SeedEntry {
  /// The index of its file.
  let file: Int
  let path: Path
  let vendor: Vendor
  let list: SeedList
  let record: Members
}

/// A review of valid seeds for what was probably not intended.
struct SeedReview {
  private let entries: [SeedEntry]
  private let switches: Switches
  /// The texts that references can have, by the column that they name.
  private var known: [Column: Set<String>] = [:]

  fileprivate struct Column: Hashable {
    let vendor, table, member: String
  }

  private struct Remark {
    let path: Path
    let kind: Kind

    enum Kind {
      case reference(String, Column)
      case unlisted(String, [String])
      /// The rule refuses every update that leaves the agent as it is.
      case refused(Rule)
    }
  }

  /// The limit of warnings about one file. The work of suggestions is limited with it.
  private static let limit = 100
  /// The limit of names that a suggestion is chosen from.
  private static let candidateLimit = 1_000

  init(_ entries: [SeedEntry], vendors: [Vendor], _ switches: Switches) {
    self.entries = entries
    self.switches = switches
    for vendor in vendors { for column in vendor.referencedColumns { known[column] = [] } }
    // Not the dictionary's own view of them, which would make each insertion copy all texts.
    let columns = Array(known.keys)
    for entry in entries {
      for column in columns where column.vendor == entry.vendor.id && column.table == entry.list.name {
        if let text = entry.record[column.member]?.string { known[column]?.insert(text) }
      }
    }
  }

  /// Returns the warnings in the order of the files.
  func warnings(in files: [SeedFile]) -> [LocatedError] {
    let entries = Dictionary(grouping: entries, by: \.file)
    return files.indices.flatMap { index -> [LocatedError] in
      let found = (entries[index] ?? []).flatMap(remarks)
      let shown = found.prefix(Self.limit).map { RecordError(path: $0.path, message: message(of: $0)) }
      let warnings = files[index].located(shown)
      return found.count > Self.limit ? warnings + [.more(found.count - Self.limit, in: files[index])] : warnings
    }
  }

  private func remarks(in entry: SeedEntry) -> [Remark] {
    var remarks: [Remark] = []
    for field in entry.list.record.fields {
      guard let value = entry.record[field.key] else { continue }
      if let column = entry.vendor.column(of: field), let text = value.string,
        known[column]?.contains(text) != true
      {
        remarks.append(Remark(path: entry.path.member(field.name), kind: .reference(text, column)))
      }
    }
    remarks += UnlistedValues(in: entry.record, of: entry.list.record, at: entry.path).found.map {
      Remark(path: $0.path, kind: .unlisted($0.value, $0.known))
    }
    return remarks + refusals(of: entry).map { Remark(path: entry.path, kind: .refused($0)) }
  }

  /// Returns the rules that refuse an update of the agent that changes nothing.
  private func refusals(of entry: SeedEntry) -> [Rule] {
    guard let collection = entry.list.collection else { return [] }
    let updates = entry.vendor.surfaces.filter { $0.resource.id == collection }.compactMap(\.update)
    return updates.flatMap { $0.constraints(unmetBy: entry.record, of: entry.list.record, switches) }
      .uniqued(by: \.id)
  }

  private func message(of remark: Remark) -> String {
    let place = "`\(remark.path.truncatedDescription)`"
    switch remark.kind {
    case .reference(let text, let column):
      let hint = text.nearest(among: (known[column] ?? []).sorted().prefix(Self.candidateLimit))
      return "\(place) is \"\(text.truncated(to: 60))\", which is no `\(column.member)` of "
        + "`\(column.vendor).\(column.table)` in any seed\(Suggestion.clause(hint, in: .doubleQuotes))"
    case .unlisted(let text, let values):
      let hint = Suggestion.question(
        for: text, among: values, in: .doubleQuotes, otherwise: "known: \(values.joined(separator: ", "))")
      return "\(place) is \"\(text.truncated(to: 60))\", which the vendor's documentation does not list; \(hint)"
    case .refused(let rule):
      return
        "\(place): the rule \(rule.id) refuses every update that does not correct the agent: \(rule.ownMessage)"
    }
  }
}

extension LocatedError {
  fileprivate static func more(_ count: Int, in file: SeedFile) -> LocatedError {
    LocatedError(
      file: file.name, position: .start, pointer: "", message: "\(count) more warnings")
  }
}

extension Vendor {
  /// The columns that references of any record name.
  fileprivate var referencedColumns: [SeedReview.Column] {
    seedLists.flatMap(\.record.fields).compactMap(column)
  }

  /// Returns the column that a field's reference names; nil if it has no reference.
  fileprivate func column(of field: Field) -> SeedReview.Column? {
    guard let reference = field.reference, let table = tables.first(where: { $0.name == reference.table }) else {
      return nil
    }
    return SeedReview.Column(vendor: id, table: table.name, member: reference.member ?? table.identity)
  }
}

extension Operation {
  /// Returns the rules of the constraints that an update without any field violates.
  fileprivate func constraints(unmetBy agent: Members, of record: Object, _ switches: Switches) -> [Rule] {
    let merged = record.merging([:], into: agent, tokenizing: { $0 })
    let input = GuardInput(stored: agent, merged: merged, caller: nil)
    return predicateGuards(at: .constraints)
      .filter { !$0.sendsAnyField && switches.isOn($0.rule) && !$0.holds(for: input) }.map(\.rule)
  }
}
