import Foundation
import CUnderstudySQLite
import GRDB
import UnderstudyPlatform

extension AgentStore {
  /// Our number in SQLite's header field for the program that a file belongs to: "Undr".
  private static let applicationID = 0x556E_6472

  /// Makes SQLite count none of its memory, for which it locks a mutex at each of some twenty allocations: 2 % of the time of
  /// an update.
  ///
  /// It holds for the whole process. So only a program may call this that nothing else uses SQLite in, and before its first
  /// store.
  package static func disableMemoryStatistics() { _ = understudy_disable_sqlite_statistics() }

  /// An open database. A file has a second connection for its checkpoints.
  struct OpenDatabase: Sendable {
    let queue: DatabaseQueue
    var checkpointer: Checkpointer?
    var claim: FileClaim?
  }

  static func open(
    _ location: Location, memoryLimit: Int, _ schedule: CheckpointSchedule
  ) throws -> OpenDatabase {
    var configuration = Configuration()
    configuration.label = "agents"
    guard case .file(let path) = location else {
      // Pages keep SQLite's size of 4 KB. With 1 KB an update copies less to be able to undo it, 4 % of its time, but each
      // insertion takes time by the number of all pages: 320 µs instead of 50 with 200,000 rows.
      let queue = try DatabaseQueue(configuration: configuration)
      try migrator.migrate(queue)
      try queue.writeWithoutTransaction { db in
        // Beyond it, SQLite refuses as on a full disk, before the system has no memory left.
        try Reserve.limitSize(of: db, to: memoryLimit)
        // What SQLite sorts or may have to undo would otherwise go to temporary files.
        try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF")
      }
      return OpenDatabase(queue: queue)
    }
    try checkPath(path)
    configuration.busyMode = .timeout(2)
    return try open(path, configuration, schedule)
  }

  private static func open(
    _ path: String, _ configuration: Configuration, _ schedule: CheckpointSchedule
  ) throws -> OpenDatabase {
    // It locks the file against other processes, which must not change what `AgentCache` has of it, and keeps the
    // index of the log in memory.
    let exclusive = URL(fileURLWithPath: path).absoluteString + "?vfs=unix-excl"
    // Beside the file that a link leads to.
    let log = URL(filePath: path).resolvingSymlinksInPath().path + "-wal"
    let queue: DatabaseQueue
    do {
      // The last connection that closes a file writes the log into it, unless it may only read.
      if FileManager.default.fileExists(atPath: log) {
        var reading = configuration
        reading.readonly = true
        try DatabaseQueue(path: path, configuration: reading).read { try checkOwnership($0, path) }
      }
      queue = try DatabaseQueue(path: exclusive, configuration: configuration)
      try queue.read { try checkOwnership($0, path) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      throw StoreError(reason: "another process is using it")
    }
    guard let claim = try FileClaim(path) else {
      throw StoreError(reason: "another server of this process is using it")
    }
    // A transaction is in the log, not necessarily on the disk: a killed process loses nothing, a power cut may lose the
    // last moments.
    let mode = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"
    try queue.writeWithoutTransaction { db in
      // Against crafted files, as SQLite's documentation advises: pages are checked, and no expression of the schema may
      // have side effects.
      try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      try db.execute(sql: mode)
      // Debian's SQLite overwrites what is removed, so that removing much would need much room.
      try db.execute(sql: "PRAGMA secure_delete = OFF")
      // It is written even if it stays the same, and the disk may be full.
      if try Int.fetchOne(db, sql: "PRAGMA application_id") != applicationID { try writeApplicationID(db) }
    }
    try migrator.migrate(queue)
    try queue.read(FileCheck.run)
    let second = try DatabaseQueue(path: exclusive, configuration: configuration)
    try second.writeWithoutTransaction { try $0.execute(sql: mode) }
    let checkpointer = Checkpointer(second, schedule)
    queue.writeWithoutTransaction { checkpointer.observe($0) }
    return OpenDatabase(queue: queue, checkpointer: checkpointer, claim: claim)
  }

  static func writeApplicationID(_ db: Database) throws {
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
  }

  /// Refuses a path for which SQLite would keep agents elsewhere than in the file of that name.
  private static func checkPath(_ path: String) throws {
    let remedy = "name a file, or leave the database out to keep agents in memory"
    guard !path.isEmpty else {
      throw StoreError(reason: "it is empty, so that no agent would be kept; \(remedy)")
    }
    // SQLite's name for a database in memory, and its URIs, whose parameters can say the same.
    guard path != ":memory:", !path.hasPrefix("file:"), !path.contains("\0") else {
      throw StoreError(reason: "it is not the path of a file, so that agents might not be kept; \(remedy)")
    }
    switch FileKind(at: URL(filePath: path).resolvingSymlinksInPath().path) {
    case nil, .regular: break
    case .symbolicLink, .other: throw StoreError(reason: "it is not a regular file; \(remedy)")
    }
  }

  /// Refuses files of other programs and of newer versions, before anything is written to them.
  private static func checkOwnership(_ db: Database, _ path: String) throws {
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    let owner = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard isEmpty || owner == applicationID else {
      throw StoreError(reason: "\(path) is a database of another program; it was not touched")
    }
    guard try !isOfNewerVersion(db) else {
      throw StoreError(reason: "\(path) was written by a newer version; it was not touched")
    }
  }
}
