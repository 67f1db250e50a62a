import GRDB
import Synchronization
import UnderstudyJSON

/// The stored agents, in SQLite: in memory, or in a file that keeps them across restarts.
///
/// One connection serves all threads, one transaction at a time. Each update is a transaction of its own. In a file it
/// is in the write-ahead log before it is acknowledged, so that a killed process loses none.
package final class AgentStore: Sendable {
  package enum Location: Sendable, Equatable {
    case memory
    case file(String)
  }

  let location: Location
  let memoryLimit: Int
  let queue: DatabaseQueue
  /// Nil for a database in memory.
  private let checkpointer: Checkpointer?
  /// Used only while `state` is locked.
  private nonisolated(unsafe) let statements: AgentStatements
  /// Locked around every use of the connection: a contended mutex changes hands in a fraction of the time that a
  /// contended dispatch queue takes. The closure of `transact` may take only locks that are never held around a call to
  /// the store.
  let state: Mutex<State>
  /// Released last, when the file is closed.
  private let claim: FileClaim?

  struct State {
    var generations: Generations
    var cache: AgentCache
    var reserve: Reserve
    /// Why the last write failed; nil if it succeeded.
    var failure: StoreError?
    /// Whether nothing has been written that a sweep may delete since the last one found nothing.
    var isSwept = false
  }

  /// - Parameters:
  ///   - memoryLimit: the size in bytes that a database in memory may have.
  ///   - cacheLimit: the size in bytes that parsed agents may have.
  ///   - checkpoints: when the log of a file is copied into it.
  /// - Throws: ``StoreError`` if the file cannot be opened, or is not one of ours.
  package init(
    _ location: Location, memoryLimit: Int = 1 << 30, cacheLimit: Int = 64 << 20,
    checkpoints: CheckpointSchedule = CheckpointSchedule()
  ) throws(StoreError) {
    self.location = location
    self.memoryLimit = memoryLimit
    do throws(StoreError) {
      let database = try StoreError.wrapping { try Self.open(location, memoryLimit: memoryLimit, checkpoints) }
      let queue = database.queue
      self.queue = queue
      (checkpointer, claim) = (database.checkpointer, database.claim)
      statements = try StoreError.wrapping { try queue.writeWithoutTransaction { try AgentStatements($0) } }
      let generations = try StoreError.wrapping { try queue.read(Generations.init) }
      state = Mutex(
        State(
          generations: generations, cache: AgentCache(limit: cacheLimit),
          reserve: Reserve(location, memoryLimit: memoryLimit)))
    } catch {
      throw error.located(at: location, memoryLimit: memoryLimit)
    }
  }

  deinit { checkpointer?.close() }

  /// Returns the current generation of a sandbox. A new one has no row.
  package func sandbox(_ name: String) -> SandboxID { state.withLock { $0.generations.sandbox(name) } }

  /// The names of the sandboxes that have been used, and of those that a file has rows of.
  package var sandboxNames: [String] { state.withLock(\.generations.names) }

  /// What a transaction does with its agent.
  package enum Write: Sendable {
    case none
    /// Stores the record, and the audit entries with it.
    /// - Parameter footprint: ``Members/footprint``, if it is known already.
    case put(Members, footprint: Int? = nil, audit: [AuditEntry] = [])
    case remove
  }

  /// Reads an agent, and writes what `body` decides, before anything else reads or writes it.
  /// - Parameter body: gets the stored record, or nil if there is none; returns what to write and a value.
  /// - Returns: the value that `body` returned.
  /// - Throws: ``StoreError`` if SQLite fails, or if the key's sandbox has been reset; then nothing is written.
  package func transact<Value: Sendable>(
    _ key: AgentKey, _ body: (Members?) -> (Write, Value)
  ) throws(StoreError) -> Value {
    try state.withLock { state throws(StoreError) in
      let stored = try stored(at: key, &state)
      let (write, value) = body(stored?.row.record)
      switch write {
      case .none: break
      case .put(let record, let footprint, let audit):
        try put(record, footprint, audit, at: key, stored, &state)
      case .remove: try put(nil, nil, [], at: key, stored, &state)
      }
      return value
    }
  }

  /// A number to count: the agents of a collection whose members have these texts.
  package typealias CountQuery = (collection: String, members: [String: String])

  /// Creates an agent, unless its key is in use: by an agent, by a seed or by an agent that has been removed.
  /// - Parameters:
  ///   - queries: What to count among the sandbox's agents, in the same transaction.
  ///   - body: Gets the counts; returns the record to store, or nil for none, and a value.
  /// - Returns: The value that `body` returned; nil if the key is in use.
  /// - Throws: ``StoreError`` if SQLite fails, or if the key's sandbox has been reset; then nothing is written.
  package func create<Value: Sendable>(
    _ key: AgentKey, counting queries: [CountQuery], _ body: ([Int]) -> (record: Members?, value: Value)
  ) throws(StoreError) -> Value? {
    try state.withLock { state throws(StoreError) in
      guard try stored(at: key, &state) == nil else { return nil }
      let counts = try StoreError.wrapping {
        try queue.read { db in try queries.map { try Self.count($0, in: key.sandbox, db) } }
      }
      let (record, value) = body(counts)
      if let record { try put(record, nil, [], at: key, nil, &state) }
      return value
    }
  }

  /// Returns the stored record; nil if there is none.
  package func agent(_ key: AgentKey) throws(StoreError) -> Members? {
    try state.withLock { state throws(StoreError) in try stored(at: key, &state)?.row.record }
  }

  /// Whether a key is in use: by an agent, by a seed or by an agent that has been removed.
  package func isUsed(_ key: AgentKey) throws(StoreError) -> Bool {
    try state.withLock { state throws(StoreError) in try stored(at: key, &state) != nil }
  }

  /// Stores a record, or removes the agent if that is nil, whatever is stored.
  package func put(_ record: Members?, at key: AgentKey) throws(StoreError) {
    try state.withLock { state throws(StoreError) in
      guard state.generations.isCurrent(key.sandbox) else { throw .superseded }
      // Not read: what is stored may be damaged.
      try put(record, nil, [], at: key, state.cache[key], &state)
    }
  }

  private func stored(
    at key: AgentKey, _ state: inout sending State
  ) throws(StoreError) -> AgentCache.Entry? {
    guard state.generations.isCurrent(key.sandbox) else { throw .superseded }
    if let known = state.cache[key] { return known }
    guard let stored = try statements.row(of: key) else { return nil }
    state.cache.insert(stored, at: key)
    return AgentCache.Entry(row: stored)
  }

  /// Returns the seed of an agent. The store must be locked.
  func seed(of key: AgentKey) throws(StoreError) -> Members? {
    try statements.row(of: .seed(key.id, of: key.collection))?.record
  }

  private func put(
    _ record: Members?, _ footprint: Int?, _ audit: [AuditEntry], at key: AgentKey,
    _ old: AgentCache.Entry?, _ state: inout sending State
  ) throws(StoreError) {
    let row: AgentStatements.StoredRow
    do throws(StoreError) {
      row = try statements.put(record, footprint, audit, at: key, replacing: old?.row)
      if record != nil { state.failure = nil }
    } catch {
      row = try makingRoom(for: record == nil ? .removal : .addition, after: error, &state) {
        () throws(StoreError) in
        try statements.put(record, footprint, audit, at: key, replacing: old?.row)
      }
    }
    state.cache.replace(old, with: row, at: key)
    if !audit.isEmpty { state.isSwept = false }
  }

  /// Whether the database can be read.
  package var isAnswering: Bool {
    state.withLock { _ in (try? queue.read { try Int.fetchOne($0, sql: "SELECT 1") }) == 1 }
  }

  /// Adds the seeds that are not there yet, all or none; others stay as they are.
  package func fill(_ seeds: [StoredAgent]) throws(StoreError) {
    let seeds = seeds.map { (key: AgentKey.seed($0.id, of: $0.collection), record: $0.record) }
    try state.withLock { state throws(StoreError) in
      do throws(StoreError) {
        try statements.fill(seeds)
      } catch {
        try makingRoom(for: .addition, after: error, &state) { () throws(StoreError) in try statements.fill(seeds) }
      }
    }
  }

  func reading<Value: Sendable>(_ read: (Database, Generations) throws -> Value) throws(StoreError) -> Value {
    try state.withLock { state throws(StoreError) in
      let generations = state.generations
      return try StoreError.wrapping { try queue.read { try read($0, generations) } }
    }
  }

  /// Runs one transaction. The generations are those of the sandboxes, and become what it leaves them.
  func writing<Value: Sendable>(
    _ effect: Effect = .addition, _ write: (Database, inout Generations) throws -> Value
  ) throws(StoreError) -> Value {
    try state.withLock { state throws(StoreError) in try writing(effect, &state, write) }
  }

  /// As ``writing(_:_:)``, for a sweep. It is skipped if there is nothing to delete.
  /// - Parameter sweep: Returns whether there may be more to delete.
  func sweeping(_ sweep: (Database) throws -> Bool) throws(StoreError) -> Bool {
    try state.withLock { state throws(StoreError) in
      guard !state.isSwept else { return false }
      let mayHaveMore = try writing(.removal, &state) { db, _ in try sweep(db) }
      state.isSwept = !mayHaveMore
      return mayHaveMore
    }
  }

  /// As ``writing(_:_:)``, for a transaction that changes what agents are without a new generation.
  func writingSeeds(_ write: (Database) throws -> Void) throws(StoreError) {
    // What the cache held is freed outside of the lock.
    let old = try state.withLock { state throws(StoreError) in
      try writing(.addition, &state) { db, _ in try write(db) }
      defer { state.cache = AgentCache(limit: state.cache.limit) }
      return state.cache
    }
    withExtendedLifetime(old) {}
  }
}
