import GRDB
import UnderstudyPlatform

extension AgentStore {
  /// Marks a file as ours in SQLite's own header field for that: "Undr".
  private static let applicationID = 0x556E_6472

  static func open(_ location: Location, memoryLimit: Int) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "agents"
    guard case .file(let path) = location else {
      let queue = try DatabaseQueue(configuration: configuration)
      try migrator.migrate(queue)
      try queue.writeWithoutTransaction { db in
        let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
        // What does not fit is then refused as on a full disk, before the system has no memory left.
        _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(memoryLimit / pageSize)")
      }
      return queue
    }
    configuration.busyMode = .timeout(2)
    let queue: DatabaseQueue
    do {
      // Whoever closes a file last writes the log beside it into it, unless he may only read.
      if FilePath.exists("\(path)-wal") {
        var reading = configuration
        reading.readonly = true
        try DatabaseQueue(path: path, configuration: reading).read { try checkOwnership($0, path) }
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { try checkOwnership($0, path) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      throw StoreError(reason: "another process is using it")
    }
    try queue.writeWithoutTransaction { db in
      // Nobody else may change what is kept in memory of it (`RecentAgents`), and SQLite need not ask, each time,
      // whether anybody has.
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      // In the log, not necessarily on the disk: a killed process loses nothing, a power cut the last moments.
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
      // In pages: at the default of 1000, copying the log into the file takes a third of the time of writing it.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
    try migrator.migrate(queue)
    return queue
  }

  /// Refuses files of other programs and of newer versions, before anything is written to them.
  private static func checkOwnership(_ db: Database, _ path: String) throws {
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    let owner = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard isEmpty || owner == applicationID else {
      throw StoreError(reason: "\(path) is a database of another program; it was not touched")
    }
    guard try !migrator.hasBeenSuperseded(db) else {
      throw StoreError(reason: "\(path) was written by a newer version; it was not touched")
    }
  }
}
