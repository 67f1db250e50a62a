import GRDB
import UnderstudyPlatform

/// The room that only transactions which remove something may use, because SQLite needs pages even to remove rows.
struct Reserve {
  private let location: AgentStore.Location
  private let memoryLimit: Int
  /// Nil for a database in memory, and if the disk has no room for it.
  private var space: ReservedDiskSpace?

  /// The most bytes on a disk. Copying the log makes the file grow by at most the pages that are not copied yet: as a rule, the
  /// interval between two checkpoints, and as many again that are written during one.
  private static let largest = (2 * CheckpointSchedule().interval + 256) * 4096
  /// The bytes that must fit before writes count as possible again. Most updates write less.
  static let roomOfUpdate = 65_536
  /// The bytes that additions leave, so that a removal always has room for its own pages.
  private static let smallest = 262_144

  init(_ location: AgentStore.Location, memoryLimit: Int) {
    self.location = location
    self.memoryLimit = memoryLimit
    if case .file(let path) = location { space = Self.space(at: path, freeInFile: 0) }
  }

  /// Runs `work`, which has failed for want of room, with the reserve.
  mutating func lend<Value>(
    _ queue: DatabaseQueue, _ work: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    switch location {
    case .memory:
      limitSize(to: memoryLimit + memoryLimit / 16, queue)
      // It stays as large as the database has become.
      defer { limitSize(to: memoryLimit, queue) }
      return try work()
    case .file:
      // The log's own pages can be written again as soon as they are copied into the file, which then may have to grow.
      space = nil
      checkpoint("PASSIVE", queue)
      defer { renew(queue) }
      return try work()
    }
  }

  /// Reserves what there is room for. What is left is for the log.
  mutating func renew(_ queue: DatabaseQueue) {
    guard case .file(let path) = location else { return }
    space = nil
    checkpoint("TRUNCATE", queue)
    space = Self.space(at: path, freeInFile: Self.freeBytes(queue))
  }

  /// Copies the log into the file, so that it can be written from its beginning again.
  func checkpoint(_ queue: DatabaseQueue) {
    if case .file = location { checkpoint("PASSIVE", queue) }
  }

  /// Whether a database in memory has room again.
  func hasRoomInMemory(_ queue: DatabaseQueue) -> Bool {
    guard case .memory = location else { return false }
    let pages = try? queue.read { db in try Int.fetchOne(db, sql: "PRAGMA page_count") }
    guard let pages = pages.flatMap(\.self) else { return false }
    return pages * 4096 - Self.freeBytes(queue) + Self.roomOfUpdate < memoryLimit
  }

  /// Half of the disk's room: then the log can grow only by as much as the reserve can copy. It must not become smaller and
  /// smaller as the file grows, so that near the end it is all; but the file does not grow while it has free pages.
  private static func space(at path: String, freeInFile: Int) -> ReservedDiskSpace? {
    let available = DiskSpace.available(at: path) ?? 0
    let bytes = freeInFile >= available ? available / 2 : max(available / 2, min(available, smallest))
    return bytes > 0 ? ReservedDiskSpace(bytes: min(largest, bytes), at: path) : nil
  }

  private static func freeBytes(_ queue: DatabaseQueue) -> Int {
    let pages = try? queue.read { db in try Int.fetchOne(db, sql: "PRAGMA freelist_count") }
    return (pages.flatMap(\.self) ?? 0) * 4096
  }

  /// A failure shows in the next transaction.
  private func checkpoint(_ mode: String, _ queue: DatabaseQueue) {
    _ = try? queue.writeWithoutTransaction { db in try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(\(mode))") }
  }

  private func limitSize(to bytes: Int, _ queue: DatabaseQueue) {
    try? queue.writeWithoutTransaction { db in try Self.limitSize(of: db, to: bytes) }
  }

  /// Sets the size that a database may have, in bytes.
  static func limitSize(of db: Database, to bytes: Int) throws {
    let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
    _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(bytes / pageSize)")
  }
}
