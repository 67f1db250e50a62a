import UnderstudyJSON

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
