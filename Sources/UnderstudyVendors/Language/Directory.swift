import UnderstudyJSON

/// A vendor's seeded records other than agents, found by their identity.
package struct Directory: Sendable {
  private var records: [String: [String: Members]] = [:]

  package init() {}

  package mutating func add(_ record: Members, to table: Table) {
    guard let id = record[table.identity]?.string else { return }
    records[table.name, default: [:]][id] = record
  }

  /// - Parameter id: anything but a string finds nothing.
  package subscript(table: Table, id: JSON?) -> Members? {
    (id?.string).flatMap { records[table.name]?[$0] }
  }
}
