import GRDB
import JSON
import Synchronization

/// The stored agents, in SQLite: in memory, or in a file that keeps them across restarts.
///
/// One connection serves all threads, one transaction at a time. Each update is a transaction of its own and is
/// in the file's write-ahead log before it is acknowledged, so a killed process loses none.
package final class AgentStore: Sendable {
  package enum Location: Sendable, Equatable {
    case memory
    case file(String)
  }

  /// The sandbox of requests that choose none.
  package static let defaultSandbox = "default"
  /// The sandbox whose rows are the seeds.
  static let seeds = ""

  private let queue: DatabaseQueue
  // Used only on the queue, which is what makes it safe to share.
  private nonisolated(unsafe) let transaction: Transaction
  /// Held by requests around the queue: it hands over in a fraction of the time that a contended queue takes.
  private let turn = Mutex(())

  /// - Throws: ``StoreError`` when the file cannot be opened, or is not one of ours.
  package init(_ location: Location) throws(StoreError) {
    let queue = try StoreError.wrapping { try Self.open(location) }
    self.queue = queue
    transaction = try StoreError.wrapping { try queue.writeWithoutTransaction { try Transaction($0) } }
  }

  /// Adds the agents that are not there yet, in one transaction; what is there stays as it is.
  package func fill(_ agents: [(collection: String, id: String, record: Members)]) throws(StoreError) {
    try StoreError.wrapping {
      try queue.write { db in
        let insert = try db.cachedStatement(
          sql: "INSERT OR IGNORE INTO agent (sandbox, collection, id, generation, record) VALUES (?, ?, ?, 0, ?)")
        for agent in agents {
          let text = String(decoding: agent.record.bytes, as: UTF8.self)
          try insert.execute(arguments: [Self.seeds, agent.collection, agent.id, text])
        }
      }
    }
  }

  /// What an update stores.
  package struct Change {
    package let record: Members
    package let audit: [AuditEntry]

    package init(_ record: Members, audit: [AuditEntry] = []) {
      self.record = record
      self.audit = audit
    }
  }

  /// Reads an agent and stores what `change` makes of it, in one transaction.
  /// - Parameter change: gets the stored record, or nil if there is none; returns what to store, or nil to store
  ///   nothing.
  /// - Throws: ``StoreError`` when SQLite fails; nothing is stored.
  package func update(_ key: AgentKey, _ change: (Members?) -> Change?) throws(StoreError) {
    try inTurn { () throws(StoreError) in try transaction.update(key, change) }
  }

  /// The stored record; nil if there is none.
  package func agent(_ key: AgentKey) throws(StoreError) -> Members? {
    try inTurn { () throws(StoreError) in try transaction.agent(key) }
  }

  /// How many agents there are, seeded or updated.
  package func count() throws(StoreError) -> Int {
    try number("SELECT count(*) FROM (SELECT DISTINCT collection, id FROM agent)")
  }

  /// Whether the database can be read just now.
  package var isAnswering: Bool { (try? number("SELECT 1")) == 1 }

  private func number(_ sql: String) throws(StoreError) -> Int {
    try reading { try Int.fetchOne($0, sql: sql) } ?? 0
  }

  func reading<Value>(_ read: (Database) throws -> Value) throws(StoreError) -> Value {
    try StoreError.wrapping { try queue.read(read) }
  }

  private func inTurn<Value: Sendable>(_ work: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try turn.withLock { _ throws(StoreError) in
      try queue.writeWithoutTransaction { _ in Result { () throws(StoreError) in try work() } }.get()
    }
  }
}
