import GRDB
import GRDBSQLite

/// What the store does if the disk, or the database in memory, is full.
extension AgentStore {
  /// What a transaction does with room.
  enum Effect {
    case addition
    /// The transaction removes something, or lets it be removed. It may use the reserve.
    case removal
  }

  /// Why writes fail; nil if the last one succeeded.
  package var writeFailure: StoreError? { state.withLock(\.failure) }

  /// Runs a transaction again that has failed for want of room, if some can be made for it.
  /// - Throws: the error, with the shortage.
  func makingRoom<Value>(
    for effect: Effect, after failure: StoreError, _ state: inout sending State,
    _ transaction: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard failure.code != nil else { throw failure }
    let failure = located(failure)
    let wasFailing = state.failure != nil
    state.failure = failure
    guard failure.shortage != nil else { throw failure }
    do throws(StoreError) {
      switch effect {
      case .removal: return try state.reserve.lend(queue, transaction)
      case .addition:
        // Copying the log may take a while, so once until something has been removed.
        guard !wasFailing, location != .memory else { throw failure }
        state.reserve.checkpoint(queue)
        let value = try transaction()
        state.failure = nil
        return value
      }
    } catch {
      throw located(error)
    }
  }

  /// Runs one transaction, if need be with room that is made for it.
  func writing<Value: Sendable>(
    _ effect: Effect, _ state: inout sending State, _ write: (Database, inout Generations) throws -> Value
  ) throws(StoreError) -> Value {
    let generations = state.generations
    state.isSwept = false
    func transaction() throws(StoreError) -> (Value, Generations) {
      var generations = generations
      return try StoreError.wrapping {
        try queue.write { db in
          try generations.saveRemovals(db)
          return (try write(db, &generations), generations)
        }
      }
    }
    let value: Value
    do throws(StoreError) {
      (value, state.generations) = try transaction()
      if effect == .addition { state.failure = nil }
    } catch {
      (value, state.generations) = try makingRoom(for: effect, after: error, &state, transaction)
    }
    return value
  }

  /// Renews the reserve and finds out whether writes succeed again, if the last one failed. Called now and then.
  package func recover() {
    state.withLock { state in
      guard state.failure != nil else { return }
      guard location != .memory else {
        if state.reserve.hasRoomInMemory(queue) { state.failure = nil }
        return
      }
      state.reserve.renew(queue)
      // The error is kept as the failure.
      _ = try? writing(.addition, &state) { db, _ in try Self.tryRoom(db) }
    }
  }

  /// Writes to the disk what a large update would, and leaves nothing of it: a single page may fit where no update does.
  /// - Throws: the error of SQLite, if there is no room.
  private static func tryRoom(_ db: Database) throws {
    try db.inSavepoint {
      try db.execute(
        sql: """
          INSERT INTO agent (sandbox, collection, id, generation, record)
          VALUES ('', '', '', 0, CAST(zeroblob(\(Reserve.roomOfUpdate)) AS TEXT))
          """)
      let code = sqlite3_db_cacheflush(db.sqliteConnection)
      guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
      return .rollback
    }
  }

  /// Removes a sandbox, also if that cannot be stored. What is left of it is then removed with the next transaction that
  /// succeeds; until then it comes back if the server is started again.
  /// - Throws: the error if it was not stored. The sandbox is removed nevertheless.
  package func evict(_ name: String) throws(StoreError) {
    do throws(StoreError) {
      try remove(name)
    } catch {
      state.withLock { state in
        if hasRows(of: name) { state.generations.removeUnsaved(name) } else { state.generations.remove(name) }
      }
      throw error
    }
  }

  private func hasRows(of name: String) -> Bool {
    let rows = try? queue.read { db in
      try ["agent", "audit", "snapshot"].contains { table in
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE sandbox = ?)", arguments: [name])
          == true
      }
    }
    return rows ?? true
  }

  /// Returns an error with its shortage, if there is no room.
  private func located(_ error: StoreError) -> StoreError {
    error.located(at: location, memoryLimit: memoryLimit)
  }
}
