import UnderstudyHTTP
import UnderstudyJSON

/// One vendor: its seeds and its surfaces. Requests, responses, seeds, rules and documentation all use it.
package struct Vendor: Sendable {
  /// The vendor's id in lower case: its member in seed files, the first part of its credentials' rule ids, and the
  /// prefix that selects it in a path.
  package let id: String
  package let title: String
  /// The tables of a seed file besides agents: keys, workspaces, members, voices.
  package let tables: [ReferenceTable]
  package let surfaces: [Surface]
  /// The routes that the vendor publishes, but that are not emulated, so that an answer can say so. Not all of them.
  package let publishedRoutes: [PublishedRoute]
  /// The switches of the profile ``Profile/observed``, by the ids of rules.
  package let observed: [String: Bool]
  /// The environment variables by which the vendor's own clients are given another server.
  package let baseURLVariables: [BaseURLVariable]

  package init(
    id: String, title: String, tables: [ReferenceTable], surfaces: [Surface],
    publishing routes: [PublishedRoute] = [], observed: [String: Bool] = [:],
    baseURLVariables: [BaseURLVariable] = []
  ) {
    self.id = id
    self.title = title
    self.tables = tables
    self.surfaces = surfaces
    publishedRoutes = routes
    self.observed = observed
    self.baseURLVariables = baseURLVariables
  }

  /// The kinds of stored agents, each once.
  package var resources: [Resource] {
    surfaces.map(\.resource).uniqued(by: \.id)
  }
}

/// An environment variable with the base URL of a vendor's API, without a path.
package struct BaseURLVariable: Sendable {
  package let name: String
  /// The address of the vendor's page that names it.
  package let page: String

  package init(_ name: String, _ page: String) {
    self.name = name
    self.page = page
  }
}

/// A route that a vendor publishes, but that is not emulated.
package struct PublishedRoute: Sendable {
  package let method: String
  package let path: PathTemplate
  /// The address of the vendor's page.
  package let page: String

  package init(_ method: String, _ path: PathTemplate, _ page: String) {
    self.method = method
    self.path = path
    self.page = page
  }
}

/// One kind of stored agent.
package struct Resource: Sendable {
  /// The name of the collection in the store. Surfaces over the same agents share it.
  package let id: String
  /// The collection's member in a seed file.
  package let seedName: String
  /// The member that holds the agent's id.
  package let identity: String
  /// Returns the stored form of an id, for vendors that accept several spellings of one id.
  package let canonicalID: @Sendable (String) -> String
  /// The member that an accepted update sets to the current time.
  package let updatedAt: String
  /// The member that people know the agent by.
  package let nameMember: String
  package let record: Object

  package init(
    id: String, seedName: String = "agents", identity: String,
    canonicalID: @escaping @Sendable (String) -> String = { $0 }, updatedAt: String,
    nameMember: String = "name", record: Object
  ) {
    self.id = id
    self.seedName = seedName
    self.identity = identity
    self.canonicalID = canonicalID
    self.updatedAt = updatedAt
    self.nameMember = nameMember
    self.record = record
  }
}

/// A table of records that only seeds write, such as keys.
package struct ReferenceTable: Sendable {
  /// The table's member in a seed file.
  package let name: String
  /// The member with a unique value.
  package let identity: String
  package let record: Object

  package init(_ name: String, identity: String, record: Object) {
    self.name = name
    self.identity = identity
    self.record = record
  }
}

/// A vendor's seeded records other than agents, by their ids.
package struct ReferenceRecords: Sendable {
  private var records: [String: [String: Members]] = [:]

  package init() {}

  package mutating func add(_ record: Members, to table: ReferenceTable) {
    guard let id = record[table.identity]?.string else { return }
    records[table.name, default: [:]][id] = record
  }

  /// Returns the record with an id; nil if the id is not a string.
  package subscript(table: ReferenceTable, id: JSON?) -> Members? {
    (id?.string).flatMap { records[table.name]?[$0] }
  }
}
