import UnderstudyJSON

/// What the seed files hold, checked and complete.
package struct SeedSet: Sendable {
  /// Records by vendor and table, in the order of the files.
  package internal(set) var records: [TableID: [Members]] = [:]
  package internal(set) var agents: [Agent] = []

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
  }
}

/// Why seeds cannot be used.
package enum SeedFailure: Error {
  /// A directory or file could not be read: one sentence that names it.
  case unreadable(String)
  /// Every mistake in every file.
  case invalid([SeedError])
}

/// One mistake in a seed file.
package struct SeedError: Sendable, CustomStringConvertible {
  package let file: String
  package let position: Position
  /// The JSON Pointer of the value, empty for the whole file.
  package let pointer: String
  /// What was expected.
  package let message: String

  /// As compilers write it, so that editors and terminals can jump to it.
  package var description: String {
    let place = pointer.isEmpty ? "" : "\(pointer): "
    return "\(file):\(position.line):\(position.column): \(place)\(message)"
  }
}
