import GRDB
import Synchronization
import UnderstudyJSON

/// The stored agents, in SQLite: in memory, or in a file that keeps them across restarts.
///
/// One connection serves all threads, one transaction at a time. In a file each update is a transaction of its own
/// and is in the write-ahead log before it is acknowledged, so a killed process loses none.
package final class AgentStore: Sendable {
  package enum Location: Sendable, Equatable {
    case memory
    case file(String)
  }

  private let location: Location
  private let queue: DatabaseQueue
  // Used only on the queue, which is what makes it safe to share.
  private nonisolated(unsafe) let transaction: Transaction
  /// Held around whatever is done with the connection: it hands over in a fraction of the time that a contended queue
  /// takes.
  private let turn: Mutex<State>

  private struct State {
    var generations: Generations
    var recent: RecentAgents
    /// The generations whose end `recent` knows of.
    var endings = 0
  }

  /// - Parameter memoryLimit: how many bytes a database in memory may have. A file has what its disk has.
  /// - Throws: ``StoreError`` when the file cannot be opened, or is not one of ours.
  package init(_ location: Location, memoryLimit: Int = 1 << 30) throws(StoreError) {
    self.location = location
    let queue = try StoreError.wrapping { try Self.open(location, memoryLimit: memoryLimit) }
    self.queue = queue
    transaction = try StoreError.wrapping { try queue.writeWithoutTransaction { try Transaction($0) } }
    let generations = try StoreError.wrapping { try queue.read(Generations.init) }
    turn = Mutex(State(generations: generations, recent: RecentAgents(location)))
  }

  /// The sandbox of this name as it is now; a new one touches no row.
  package func sandbox(_ name: String) -> SandboxID { turn.withLock { $0.generations.sandbox(name) } }

  /// The sandboxes that have been named, and those that a file has something of.
  package var sandboxNames: [String] { turn.withLock(\.generations.names) }

  /// What a transaction does with its agent.
  package enum Write: Sendable {
    case none
    /// Stores the record, and the audit entries with it.
    case put(Members, audit: [AuditEntry] = [])
    case remove
  }

  /// Reads an agent, and writes what `body` decides, before anything else reads or writes it.
  /// - Parameter body: gets the stored record, or nil if there is none; returns what to write and a value.
  /// - Returns: the value that `body` returned.
  /// - Throws: ``StoreError`` if SQLite fails, or if the key's sandbox has been reset; then nothing is written.
  package func transact<Value: Sendable>(
    _ key: AgentKey, _ body: (Members?) -> (Write, Value)
  ) throws(StoreError) -> Value {
    try turn.withLock { state throws(StoreError) in
      let (write, value) = body(try read(key, &state))
      switch write {
      case .none: break
      case .put(let record, let audit): try put(record, audit, at: key, &state)
      case .remove:
        try savePending(&state)
        try onConnection { () throws(StoreError) in try transaction.store(JSON.null.bytes, key) }
        state.recent.forget(.agent(key))
      }
      return value
    }
  }

  private func put(
    _ record: Members, _ audit: [AuditEntry], at key: AgentKey, _ state: inout sending State
  ) throws(StoreError) {
    if location == .memory, audit.isEmpty {
      state.recent.keep(record, record.footprint, of: key, in: .pending)
    } else {
      try onConnection { () throws(StoreError) in try transaction.store(record, audit, at: key) }
      state.recent.keep(record, record.footprint, of: key, in: .database)
    }
  }

  /// The stored record; nil if there is none.
  package func agent(_ key: AgentKey) throws(StoreError) -> Members? {
    try turn.withLock { state throws(StoreError) in try read(key, &state) }
  }

  /// How many agents a sandbox has, its own and the seeds'.
  package func count(in sandbox: SandboxID) throws(StoreError) -> Int {
    if let count = turn.withLock({ $0.recent.isComplete ? $0.recent.count(in: sandbox) : nil }) { return count }
    return try agents(in: sandbox).count
  }

  /// Whether the database can be read just now.
  package var isAnswering: Bool {
    turn.withLock { _ in (try? queue.read { try Int.fetchOne($0, sql: "SELECT 1") }) == 1 }
  }

  /// Adds the agents that are not there yet, all or none; what is there stays as it is.
  package func fill(_ agents: [StoredAgent]) throws(StoreError) {
    let isDone = try turn.withLock { state throws(StoreError) in
      guard state.recent.isComplete else { return false }
      for agent in agents { state.recent.keep(seed: agent) }
      try makeRoom(&state)
      return true
    }
    if !isDone { try insert(agents) }
  }

  private func read(_ key: AgentKey, _ state: inout sending State) throws(StoreError) -> Members? {
    guard state.generations.isCurrent(key.sandbox) else { throw .superseded }
    try makeRoom(&state)
    if let known = state.recent[key] { return known }
    let record =
      if state.recent.isComplete {
        try state.recent.seed(of: key)
      } else {
        try onConnection { () throws(StoreError) in try transaction.agent(key) }
      }
    if let record { state.recent.keep(record, record.footprint, of: key, in: .database) }
    return record
  }

  /// Frees what is kept of sandboxes that are over.
  func forgetEnded() {
    turn.withLock { state in
      guard state.endings != state.generations.endings else { return }
      state.endings = state.generations.endings
      state.recent.forget(allBut: state.generations)
    }
  }

  private func makeRoom(_ state: inout sending State) throws(StoreError) {
    guard state.recent.isFull else { return }
    try savePending(&state)
    state.recent.forget(.all)
  }

  /// Brings the database up to date.
  private func savePending(_ state: inout sending State) throws(StoreError) {
    guard state.recent.hasPending else { return }
    try onConnection { () throws(StoreError) in
      try transaction.inTransaction { () throws(StoreError) in
        try state.recent.forEachPending { (key, text) throws(StoreError) in
          guard key.sandbox == .seeds || state.generations.isCurrent(key.sandbox) else { return }
          try transaction.store(text, key)
        }
      }
    }
    state.recent.noteSaved()
  }

  /// Runs statements of our own where GRDB runs its own.
  private func onConnection<Value: Sendable>(
    _ work: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try queue.writeWithoutTransaction { _ in Result { () throws(StoreError) in try work() } }.get()
  }

  func reading<Value: Sendable>(_ read: (Database) throws -> Value) throws(StoreError) -> Value {
    try turn.withLock { state throws(StoreError) in
      try savePending(&state)
      return try StoreError.wrapping { try queue.read(read) }
    }
  }

  /// One transaction, with the generations of the sandboxes as they are and as it leaves them.
  /// - Parameter part: the recent agents that it looks at or changes, besides those of sandboxes that it begins anew.
  func writing<Value: Sendable>(
    _ part: RecentAgents.Part = .none, _ write: (Database, inout Generations) throws -> Value
  ) throws(StoreError) -> Value {
    try turn.withLock { state throws(StoreError) in
      // What is forgotten has to be found there.
      if part != .none { try savePending(&state) }
      var generations = state.generations
      let value = try StoreError.wrapping { try queue.write { try write($0, &generations) } }
      state.generations = generations
      state.recent.forget(part)
      return value
    }
  }
}
