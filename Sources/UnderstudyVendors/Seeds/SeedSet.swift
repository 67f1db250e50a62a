import UnderstudyJSON

/// The contents of the seed files, validated and completed with defaults.
package struct SeedSet: Sendable {
  /// The records by vendor and table, in the order of the files.
  package internal(set) var records: [TableID: [Members]] = [:]
  package internal(set) var agents: [Agent] = []
  /// What is valid, but probably not intended, in the order of the files.
  package internal(set) var warnings: [LocatedError] = []

  package init() {}

  package var withoutAgents: SeedSet {
    var seeds = self
    seeds.agents = []
    return seeds
  }

  package struct TableID: Sendable, Hashable {
    package let vendor: String
    package let table: String

    package init(vendor: String, table: String) {
      self.vendor = vendor
      self.table = table
    }
  }

  package struct Agent: Sendable {
    package let collection: String
    package let id: String
    package let record: Members
    /// The record as the file has it, without defaults.
    let written: Members
    /// The times that are those of the start, because the file has none.
    let startTimes: [Name]

    /// Whether a seed that was stored earlier had other members in its file, apart from their order.
    ///
    /// Times of a start do not count, nor a default that the stored one has not: a newer version may have added it.
    package func differs(from stored: Members) -> Bool {
      written.contains { stored[$0.key] != $0.value }
        || stored.contains { !startTimes.contains($0.key) && record[$0.key] != $0.value }
    }
  }
}

/// The reason why seeds cannot be loaded.
package enum SeedLoadingError: Error {
  /// A directory or file could not be read. The sentence names it.
  case unreadable(String)
  /// The errors of all files.
  case invalid([LocatedError])
}

/// One list in a vendor's member of a seed file: a table, or a collection of agents.
struct SeedList {
  let name: String
  let identity: String
  var canonicalID: @Sendable (String) -> String = { $0 }
  let record: Object
  /// The collection's name in the store; nil for tables.
  var collection: String?
}

extension Vendor {
  /// The lists of a seed file: tables first, so that a reader meets the keys before the agents.
  var seedLists: [SeedList] {
    tables.map { SeedList(name: $0.name, identity: $0.identity, record: $0.record) }
      + resources.map {
        SeedList(
          name: $0.seedName, identity: $0.identity, canonicalID: $0.canonicalID, record: $0.record,
          collection: $0.id)
      }
  }
}

extension SeedSet {
  /// Returns a seed file with these agents, and the seeded records of all tables.
  package func document(with agents: [(collection: String, record: Members)], of vendors: [Vendor]) -> JSON {
    var document = Members()
    for vendor in vendors {
      var lists = Members()
      for list in vendor.seedLists {
        let records =
          if let collection = list.collection {
            agents.filter { $0.collection == collection }.map(\.record)
          } else {
            self.records[TableID(vendor: vendor.id, table: list.name)] ?? []
          }
        lists[list.name] = .array(records.map(JSON.object))
      }
      document[vendor.id] = .object(lists)
    }
    return .object(document)
  }
}

extension SeedSet {
  /// Adds a record that no file has.
  package mutating func add(_ record: Members, to table: TableID) { records[table, default: []].append(record) }
}
