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

  private let queue: DatabaseQueue
  // Used only on the queue, which is what makes it safe to share.
  private nonisolated(unsafe) let transaction: Transaction
  /// Held by requests around the queue: it hands over in a fraction of the time that a contended queue takes.
  private let turn: Mutex<Generations>

  /// - Parameter memoryLimit: how many bytes a database in memory may have. A file has what its disk has.
  /// - Throws: ``StoreError`` when the file cannot be opened, or is not one of ours.
  package init(_ location: Location, memoryLimit: Int = 1 << 30) throws(StoreError) {
    let queue = try StoreError.wrapping { try Self.open(location, memoryLimit: memoryLimit) }
    self.queue = queue
    transaction = try StoreError.wrapping { try queue.writeWithoutTransaction { try Transaction($0) } }
    turn = Mutex(try StoreError.wrapping { try queue.read(Generations.init) })
  }

  /// The sandbox of this name as it is now; a new one touches no row.
  package func sandbox(_ name: String) -> SandboxID { turn.withLock { $0.sandbox(name) } }

  /// The sandboxes that have been named, and those that a file has something of.
  package var sandboxNames: [String] { turn.withLock(\.names) }

  /// What an update finds.
  package struct Stored {
    package let record: Members
    /// The record as it is stored: JSON.
    package let text: [UInt8]
  }

  /// What an update stores.
  package struct Change {
    /// The record as it will be stored: JSON.
    package let text: [UInt8]
    package let audit: [AuditEntry]

    package init(_ record: Members, audit: [AuditEntry] = []) {
      text = record.bytes
      self.audit = audit
    }
  }

  /// Reads an agent and stores what `change` makes of it, in one transaction.
  /// - Parameter change: gets the stored record, or nil if there is none; returns what to store, or nil to store
  ///   nothing.
  /// - Throws: ``StoreError`` when SQLite fails, or the key's sandbox has been reset; nothing is stored.
  package func update(_ key: AgentKey, _ change: (Stored?) -> Change?) throws(StoreError) {
    try inTurn(key.sandbox) { () throws(StoreError) in try transaction.update(key, change) }
  }

  /// The stored record; nil if there is none.
  package func agent(_ key: AgentKey) throws(StoreError) -> Members? {
    try inTurn(key.sandbox) { () throws(StoreError) in try transaction.agent(key)?.record }
  }

  /// Whether the database can be read just now.
  package var isAnswering: Bool { (try? reading { try Int.fetchOne($0, sql: "SELECT 1") }) == 1 }

  /// Runs a request's statements when its turn has come, unless its sandbox is no longer what it was.
  private func inTurn<Value: Sendable>(
    _ sandbox: SandboxID, _ work: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try turn.withLock { generations throws(StoreError) in
      guard generations.isCurrent(sandbox) else { throw .superseded }
      return try queue.writeWithoutTransaction { _ in Result { () throws(StoreError) in try work() } }.get()
    }
  }

  func reading<Value>(_ read: (Database) throws -> Value) throws(StoreError) -> Value {
    try StoreError.wrapping { try queue.read(read) }
  }

  /// One transaction, with the generations of the sandboxes as they are and as it leaves them.
  func writing<Value: Sendable>(
    _ write: (Database, inout Generations) throws -> Value
  ) throws(StoreError) -> Value {
    try turn.withLock { generations throws(StoreError) in
      var changed = generations
      let value = try StoreError.wrapping { try queue.write { try write($0, &changed) } }
      generations = changed
      return value
    }
  }
}
